"""Moves, parts, places and reductions, against torch."""

import pytest

from tests.engine.torch.ops.held import functions_hold, modules_hold

pytestmark = pytest.mark.torch


def test_shapes_and_axes(torch):
    functions_hold(
        torch,
        """
        x.view(2, 12) @ torch.ones(12, 2) + x.flatten()[:2] + x.reshape(-1)[3:5]
        x.flatten(1)[:, :2]
        x.permute(2, 0, 1).reshape(4, 6) + x.transpose(0, 2).reshape(4, -1) + x.mT.reshape(4, 6)
        x.transpose(1, 2).contiguous().view(4, 6) + x.movedim(0, 2).reshape(4, 6)
        x.unsqueeze(1).squeeze(1) + x[:, None].squeeze() + x.unsqueeze(-1).squeeze(-1)
        m.t() @ m + m.T @ m + m.unflatten(1, (2, 2)).flatten(1).T @ m
        x[:1].expand(5, 3, 4) + x[0, 0].expand(5, 3, -1) + x[0].expand_as(torch.ones(5, 3, 4))
        x.mean().expand(2, 3, 4) + x[:1].repeat(2, 1, 1) + x[0, :1].repeat(2, 3, 1)
        x[:1].tile(2, 1, 1)
        x.repeat_interleave(2, dim=0)[1:3] + x[:1].repeat(9, 1, 1)[3:5]
        torch.cat([x, x * 2, x], 1)[:, 2:8] + torch.stack([x[:, 0], x[:, 1]], 1).repeat(1, 3, 1)
        torch.cat([x, x]).view(2, 6, 4) + torch.stack([x, x], -1).view(2, 6, 4)
        sum(x.split(1, 1)) + sum(x.chunk(3, 1)) + x.split([1, 2], 1)[0] + x.unbind(1)[0][:, None]
        x[:, 1:, ::2] + x[:, :-1, 1::2] + x[0, 1, 2] + x[-1, -2, :2] + x[..., 0].sum()
        x.narrow(1, 0, 2)[..., :2] + x.select(1, 2)[:, None, :2]
        torch.tensor_split(x, 2, 1)[1][..., :2]
        x.flip(1) + x.flip([0, 2]) + x.roll(1, 2) + x.roll((1, 2), (0, 1)) + x.roll(5)
        F.pad(x, (2, 1)) + F.pad(x, (2, 1), mode="reflect") + F.pad(x, (2, 1), mode="replicate")
        F.pad(x, (2, 1), mode="circular") + F.pad(x, (2, 1), value=3.0)
        F.pad(x, (1, -1, 0, 2), value=3.0) + F.pad(x, (-1, 1, 1, 1))
        F.pad(i, (1, 1, 2, 1), mode="reflect") + F.pad(i, (1, 1, 2, 1), mode="replicate")
        torch.meshgrid(m[0], m[:, 1], indexing="ij")[0]
        torch.meshgrid(m[:, 1], m[0], indexing="xy")[1]
        F.pixel_unshuffle(F.pixel_shuffle(i, 1) * 2, 2)
        torch.diagonal(x, 1, 1, 2).sum() + x[0].trace() + torch.diag(x[0])
        torch.diag_embed(x).sum()
        x.tril() + x.triu(1) + x.unfold(1, 2, 1).sum() + x.unfold(-1, 2, 2).sum()
        F.fold(F.unfold(i, (2, 3), padding=1, stride=2) * 2, (4, 6), (2, 3), padding=1, stride=2)
        """,
        x=(2, 3, 4),
        m=(3, 4),
        i=(1, 2, 4, 6),
    )


def test_reductions(torch):
    functions_hold(
        torch,
        """
        x.sum() + x.mean() + x.max() + x.min() + x.sum(1).mean(0) + x.mean((0, 2)).sum()
        x.amax(1).sum() + x.amin((1, 2)).sum() + x.max(-1)[0].sum() + x.min(1).values.sum()
        x - x.sum(1, keepdim=True) - x.mean((0, 2), True) - x.amax(-1, True) - x.max(1, True)[0]
        x.var() + x.std() + x.var(1).sum() + x.std(-1, unbiased=False).sum()
        torch.var_mean(x, 1)[0].sum()
        x.var((0, 2), keepdim=True) + x.std(dim=0, correction=0).sum()
        x.norm() + x.norm(dim=1).sum() + x.norm(1) + x.norm(float("inf")) + torch.linalg.norm(x)
        torch.linalg.vector_norm(x, 3, dim=(1, 2)).sum() + x.norm(p=1, dim=-1, keepdim=True)
        torch.linalg.norm(x, dim=(1, 2)).sum() + F.normalize(x) + F.normalize(x, p=1, dim=-1)
        x.logsumexp(1) + torch.logsumexp(x, (1,), True)[:, 0] + x.softmax(1)[:, 0]
        x.log_softmax(-1)[:, 1]
        F.softmax(x, 0) + F.softmin(x, 1) + x.cumsum(1) + x.cumsum(-1) + x.cumsum(0)
        x.prod() + x.prod(1).sum() + x.prod(-1, keepdim=True) + x * (x > 0).any(1, keepdim=True)
        x * (x > -1).all() + x.nansum() + x * torch.count_nonzero(x > 0, 1)[:, None]
        """,
        x=(2, 3, 4),
    )


def test_places(torch):
    given = {
        "t": torch.tensor([2, 0, 1, 2]),
        "u": torch.tensor([[0, 2], [1, 1], [2, 0], [0, 1]]),
        "w": torch.tensor([[0, 3, 1], [2, 2, 0]]),
    }
    functions_hold(
        torch,
        """
        x.index_select(1, t) + torch.index_select(x, -1, t)[:, :1] + x[:, [0, 2, 1, 0]]
        m.gather(1, t[:, None]) + m.gather(1, u) + m.log_softmax(1).gather(1, t[:, None]).mean()
        m.gather(0, w)
        x[:, torch.tensor([-1, 0, 1, -2])] + x[[1, 0, 1], :, [0, 2, 3]].sum()
        x[0, t[:3], t[1:]].sum()
        m[torch.arange(4), t] + m[[0, 1, 2, 3], t] + x[:, [1, 0, 1], [0, 2, 3]].sum()
        torch.index_put(x * 1, (x > 0,), torch.tensor(0.0))
        torch.index_put(x * 1, (torch.tensor([1, 0]),), torch.ones(3, 4))
        torch.index_put(x * 1, (torch.tensor([1, 1]),), x * 2, accumulate=True)
        (x * 1).index_add(1, t, torch.cat([x, x], 1)[:, :4], alpha=0.5)
        (m * 1).scatter(1, t[:, None], 5.0) + torch.zeros(4, 3).scatter(1, t[:, None], 1.0) * m
        (m * 1).scatter_add(1, u, m[:, :2] * 2) + F.one_hot(t, 3) * m
        (x * 1).select_scatter(x[:, 1] * 2, 1, 0) + torch.slice_scatter(x, x[:, :2] * 3, 1, 1, 3)
        torch.slice_scatter(x, x[:, :, :2] * 3, 2, 0, 4, 2)
        """,
        x=(2, 3, 4),
        m=(4, 3),
        made=given,
    )
    tokens = torch.tensor([[0, 1], [4, 1]])
    modules_hold(
        torch,
        [
            (lambda nn: nn.Embedding(5, 3), tokens),
            (lambda nn: nn.Embedding(5, 3, padding_idx=2), tokens),
        ],
    )
