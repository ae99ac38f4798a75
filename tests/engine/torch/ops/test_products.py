"""Products and losses, against torch."""

import pytest

from tests.engine.torch.ops.held import functions_hold, modules_hold

pytestmark = pytest.mark.torch


def test_products(torch):
    functions_hold(
        torch,
        """
        x @ m.T + (x @ v)[..., None] + (w @ x)[:, None, :3] + (v @ v) + torch.dot(v, v)
        torch.bmm(x, x.mT) + torch.baddbmm(x[:, :, :3], x, x.mT, beta=0.5, alpha=2)
        torch.addmm(m[:, :3], m, m.T) + torch.addmm(m[:, :3], m, m.T, beta=0) + torch.mm(m, m.T)
        torch.outer(v, w) @ w + torch.kron(m, m)[:4, 0] + torch.mv(m, v).sum()
        torch.inner(m, m).sum()
        torch.einsum("bij,bkj->bik", x, x) + torch.einsum("ij,kj->ik", m, m)
        torch.einsum("ij->i", m)
        torch.einsum("i,j->ij", v, w) + torch.einsum("ij->ji", m) + torch.einsum("ij,ij->", m, m)
        torch.einsum("nqhd,nkhd->nhqk", h, h) + torch.einsum("...ij,...kj->...ik", h, h).sum()
        torch.einsum("ij,kj,kl->il", m, m, m) + torch.einsum("bij,oij,bij->b", x, x, x).sum()
        torch.tensordot(x, x, ([1, 2], [1, 2])) + torch.tensordot(m, m, 2)
        F.cosine_similarity(x, x * 2 + 1, -1).sum() + F.cosine_similarity(x, x + 1, 1).sum()
        F.pairwise_distance(x, x * 2 + 1).sum() + torch.cdist(x, x * 2 + 1).sum()
        torch.cdist(x, x + 1, 1).sum() + F.pairwise_distance(x, x * 2, 1, keepdim=True).sum()
        """,
        x=(2, 3, 4),
        m=(3, 4),
        v=(4,),
        w=(3,),
        h=(2, 3, 2, 4),
    )
    modules_hold(
        torch,
        [
            (lambda nn: nn.Linear(4, 5), (2, 3, 4)),
            (lambda nn: nn.Linear(4, 5, bias=False), (4,)),
            (lambda nn: nn.Bilinear(3, 2, 4), (5, 3), (5, 2)),
        ],
    )


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_losses(torch, reduction):
    given = {
        "y": torch.randn(4, 3, dtype=torch.float64),
        "q": torch.rand(4, 3, dtype=torch.float64),
        "c": torch.rand(3, dtype=torch.float64),
        "s": torch.tensor([1.0, -1.0, 1.0, -1.0], dtype=torch.float64),
        "k": torch.tensor([0, 2, 1, 2]),
        "g": torch.tensor([0, -100, 2, 1]),
        "e": torch.randint(0, 3, (2, 2, 2)),
        "n": torch.tensor([[0.0, 1, 2]] * 4, dtype=torch.float64),
    }
    lines = """
        F.mse_loss(x, y) + F.l1_loss(x, y) + F.smooth_l1_loss(x, y) + F.huber_loss(x, y)
        F.smooth_l1_loss(x, y, beta=0.3) + F.huber_loss(x, y, delta=0.4)
        F.binary_cross_entropy(p, q) + F.binary_cross_entropy(p, q, c)
        F.binary_cross_entropy_with_logits(x, q)
        F.binary_cross_entropy_with_logits(x, q, c, pos_weight=c * 2)
        F.kl_div(x, q) + F.kl_div(x, q.log(), log_target=True)
        F.poisson_nll_loss(x, n) + F.poisson_nll_loss(p, n, log_input=False, full=True)
        F.margin_ranking_loss(x, x * 2, torch.sign(y), margin=0.1)
        F.soft_margin_loss(x, torch.sign(y))
        F.hinge_embedding_loss(x, torch.sign(y)) + F.l1_loss(x, x * y)
        F.triplet_margin_loss(x, x * 2 + 1, x * y)
        F.triplet_margin_loss(x, x + 1, y, swap=True, p=1)
        F.cosine_embedding_loss(x, x * 2 + 1, s, margin=0.1)
        F.cross_entropy(x, k) + F.cross_entropy(x, k, label_smoothing=0.1)
        F.cross_entropy(x, k, c)
        F.cross_entropy(x, q) + F.cross_entropy(x, q, c, label_smoothing=0.1)
        F.cross_entropy(x, k, c, label_smoothing=0.2, ignore_index=1) + F.cross_entropy(x, g)
        F.cross_entropy(x, k, label_smoothing=0.2, ignore_index=2)
        F.cross_entropy(x, k, ignore_index=2)
        F.cross_entropy(i, e) + F.nll_loss(i.log_softmax(1), e)
        F.nll_loss(x.log_softmax(1), k) + F.nll_loss(x, k, c) + F.nll_loss(x, k, c, ignore_index=0)
        F.multi_margin_loss(x, k) + F.multi_margin_loss(x, k, p=2, margin=0.5)
        """
    said = f', reduction="{reduction}")'
    named = ("loss", "cross_entropy", "kl_div", "logits")
    functions_hold(torch, reduced(lines, said, named), x=(4, 3), p=("p", 4, 3), i=(2, 3, 2, 2),
                   made=given)  # fmt: skip


def reduced(lines, said, named):
    """The same with a reduction said in each call of a loss, whose name ends as one of these."""
    found = ""
    depth = []
    word = ""
    for sign in lines:
        if sign == "(":
            depth.append(word.endswith(named))
        if sign == ")" and depth.pop():
            found += said
        else:
            found += sign
        word = word + sign if sign.isalnum() or sign == "_" else ""
    return found
