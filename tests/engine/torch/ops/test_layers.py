"""Convolutions, pools, norms, recurrent layers and attention, against torch."""

import pytest

from tests.engine.torch.ops.held import functions_hold, modules_hold

pytestmark = pytest.mark.torch

IMAGES, SEQUENCES = (2, 4, 5, 6), (2, 4, 7)


def test_convolutions(torch):
    settings = {"stride": (2, 1), "padding": (1, 2), "dilation": (2, 1)}
    wide = {"stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2), "dilation": (1, 2)}
    modules_hold(
        torch,
        [
            (lambda nn: nn.Conv2d(4, 3, (3, 2)), IMAGES),
            (lambda nn: nn.Conv2d(4, 3, 3), IMAGES[1:]),
            (lambda nn: nn.Conv2d(4, 6, 3, groups=2, bias=False, **settings), IMAGES),
            (lambda nn: nn.Conv2d(4, 8, 3, padding=1, groups=4), IMAGES),
            (lambda nn: nn.Conv2d(4, 3, (2, 3), padding="same"), IMAGES),
            (lambda nn: nn.Conv2d(4, 3, 3, padding=1, padding_mode="circular"), IMAGES),
            (lambda nn: nn.Conv1d(4, 3, 3), SEQUENCES),
            (lambda nn: nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2), SEQUENCES),
            (lambda nn: nn.Conv1d(4, 3, 4, padding="same", bias=False), SEQUENCES),
            (lambda nn: nn.Conv3d(2, 3, 2, padding=1), (2, 2, 3, 4, 3)),
            (lambda nn: nn.Conv3d(4, 4, (2, 1, 3), (2, 1, 1), 1, (1, 2, 1), 2), (2, 4, 4, 4, 4)),
            (lambda nn: nn.ConvTranspose2d(4, 6, (3, 2), groups=2, **wide), IMAGES),
            (lambda nn: nn.ConvTranspose2d(4, 3, 2, stride=2, bias=False), IMAGES),
            (lambda nn: nn.ConvTranspose1d(4, 3, 3, stride=2, padding=1), SEQUENCES),
        ],
    )


def test_pools_and_sizes(torch):
    functions_hold(
        torch,
        """
        F.max_pool2d(i, 2) + F.avg_pool2d(i, 2) + F.max_pool2d(i, 2, return_indices=True)[0]
        F.max_pool2d(i, (3, 2), (1, 2), 1) + F.avg_pool2d(i, (3, 2), (1, 2), 1)
        F.max_pool2d(i, 2, ceil_mode=True) + F.avg_pool2d(i, 2, ceil_mode=True)
        F.max_pool2d(i, 3, 2, 1, ceil_mode=True) + F.avg_pool2d(i, 3, 2, 1, True, False)
        F.max_pool2d(i, 2, 1, dilation=2) + F.avg_pool2d(i, 2, 1, divisor_override=3)[..., 1:, 1:]
        F.max_pool1d(s, 2) + F.max_pool1d(s, 3, 2, 1)[..., :3] + F.avg_pool1d(s, 2)
        F.avg_pool1d(s, 3, 2, 1, ceil_mode=True, count_include_pad=False)
        F.adaptive_avg_pool2d(i, 1) + F.adaptive_avg_pool2d(i, (5, 3)).sum()
        F.adaptive_max_pool2d(i, 1)
        F.adaptive_avg_pool2d(i, (2, 4)) + F.adaptive_max_pool2d(i, (5, 3)).sum()
        F.adaptive_avg_pool1d(s, 1) + F.adaptive_avg_pool1d(s, 3).sum()
        F.adaptive_max_pool1d(s, 1)
        F.max_pool3d(d, 2) + F.avg_pool3d(d, 2) + F.adaptive_avg_pool3d(d, 1)
        F.max_pool3d(d, 3, 2, 1) + F.avg_pool3d(d, 3, 2, 1, False, False)
        F.avg_pool3d(d, 3, 2, 1, ceil_mode=True)
        F.adaptive_max_pool3d(d, 2) + F.local_response_norm(i, 2).sum()
        F.interpolate(i, scale_factor=2) + F.interpolate(i, scale_factor=2, mode="bilinear")
        F.interpolate(i, size=(3, 9)) + F.interpolate(i, size=(3, 9), mode="bicubic")
        F.interpolate(i, scale_factor=1.7, mode="bilinear", align_corners=True)
        F.interpolate(s, scale_factor=1.5, mode="linear") + F.interpolate(s, size=10)
        """,
        i=IMAGES,
        s=SEQUENCES,
        d=(2, 2, 4, 4, 4),
    )


def test_norms(torch):
    weight_norm = torch.nn.utils.parametrizations.weight_norm
    modules_hold(
        torch,
        [
            (lambda nn: nn.LayerNorm(4), (2, 3, 4)),
            (lambda nn: nn.LayerNorm((3, 4)), (2, 3, 4)),
            (lambda nn: nn.LayerNorm(4, elementwise_affine=False, eps=0.1), (2, 3, 4)),
            (lambda nn: nn.LayerNorm(4, bias=False), (2, 4)),
            (lambda nn: nn.GroupNorm(2, 4), IMAGES),
            (lambda nn: nn.GroupNorm(4, 4, affine=False), (3, 4)),
            (lambda nn: nn.InstanceNorm2d(4, affine=True), IMAGES),
            (lambda nn: nn.InstanceNorm1d(4), SEQUENCES),
            (lambda nn: nn.BatchNorm1d(4), (5, 4)),
            (lambda nn: nn.BatchNorm1d(4, momentum=0.3, eps=0.01), SEQUENCES),
            (lambda nn: nn.BatchNorm2d(4, affine=False), IMAGES),
            (lambda nn: nn.BatchNorm2d(4, track_running_stats=False), IMAGES),
            (lambda nn: nn.BatchNorm2d(4).eval(), IMAGES),
            (lambda nn: nn.BatchNorm1d(4).eval(), (3, 4)),
            (lambda nn: nn.RMSNorm(4), (2, 3, 4)),
            (lambda nn: nn.RMSNorm((3, 4), eps=0.1), (2, 3, 4)),
            (lambda nn: weight_norm(nn.Linear(4, 3)), (2, 4)),
        ],
    )


def part(torch, module, of):
    """A module that gives what a function makes of what another one gives."""

    class Part(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.module = module

        def forward(self, *given):
            return of(self.module(*given))

    return Part()


@pytest.mark.parametrize("name", ["LSTM", "GRU", "RNN"])
def test_recurrent_layers(torch, name):
    def of(found):
        whole, states = found
        last = states if name != "LSTM" else states[0] * 2 + states[1]
        return whole.sum((0, 1)) + last.sum()

    settings = [
        {"batch_first": True},
        {"num_layers": 2, "bidirectional": True},
        {"bias": False, "bidirectional": True, "batch_first": True},
    ]
    modules = [
        (lambda nn, given=given: part(torch, getattr(nn, name)(4, 3, **given), of), (3, 2, 4))
        for given in settings
    ]
    if name == "RNN":
        relu = (lambda nn: part(torch, nn.RNN(4, 3, nonlinearity="relu"), of), (3, 2, 4))
        modules.append(relu)
    modules += [
        (lambda nn: part(torch, getattr(nn, name)(4, 3), of), (5, 4)),
        (
            lambda nn: part(torch, getattr(nn, f"{name}Cell")(4, 3), lambda found: sum(found)),
            (2, 4),
        ),
    ]
    modules_hold(torch, modules)


def test_a_recurrent_layer_of_many_steps(torch):
    whole = (lambda nn: part(torch, nn.GRU(2, 2), lambda found: found[0]), (90, 2, 2))
    modules_hold(torch, [whole])


def test_attention(torch):
    functions_hold(
        torch,
        """
        F.scaled_dot_product_attention(q, k, v) + F.scaled_dot_product_attention(q, k, v, scale=0.3)
        F.scaled_dot_product_attention(q, k, v, is_causal=True)
        F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.3)
        F.scaled_dot_product_attention(q, k, v, t)
        F.scaled_dot_product_attention(q, k, v, t * 0.3)
        F.scaled_dot_product_attention(w, k, v, enable_gqa=True)
        """,
        q=(2, 2, 3, 4),
        k=(2, 2, 3, 4),
        v=(2, 2, 3, 4),
        w=(2, 4, 3, 4),
        made={"t": torch.tril(torch.ones(3, 3)).bool()},
    )
    given = {"batch_first": True, "dropout": 0.0}
    modules_hold(
        torch,
        [
            (lambda nn: nn.TransformerEncoderLayer(4, 2, 8, **given), (2, 3, 4)),
            (
                lambda nn: nn.TransformerEncoderLayer(4, 2, 8, norm_first=True, **given),
                (2, 3, 4),
            ),
            (lambda nn: nn.TransformerDecoderLayer(4, 2, 8, **given), (2, 3, 4), (2, 5, 4)),
            (
                lambda nn: part(torch, nn.MultiheadAttention(4, 2, kdim=3, vdim=3), lambda x: x[0]),
                (3, 2, 4), (5, 2, 3), (5, 2, 3),
            ),
        ],
    )  # fmt: skip
