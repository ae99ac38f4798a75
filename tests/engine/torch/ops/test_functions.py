"""Functions of single numbers, arithmetic and comparisons, against torch."""

import pytest

from tests.engine.torch.ops.held import functions_hold, modules_hold

pytestmark = pytest.mark.torch


def test_functions_and_activations(torch):
    functions_hold(
        torch,
        """
        torch.exp(x) + torch.sin(x) + torch.cos(x) + torch.erf(x) + torch.sigmoid(x) + torch.tanh(x)
        x.abs() - x.square() + torch.expm1(x) + torch.sinh(x) + torch.cosh(x) + torch.asinh(x)
        torch.log(p) + torch.sqrt(p) + torch.rsqrt(p) + torch.reciprocal(p) + torch.log1p(p)
        torch.log2(p) + torch.log10(p) + torch.tan(p) + torch.atanh(p) + torch.logit(p)
        x * torch.floor(x * 3) + x * torch.ceil(x * 3) + x * torch.trunc(x * 3) + x * torch.sign(x)
        x * torch.round(x * 2) + torch.frac(x * 3) + torch.sinc(x) + torch.exp2(x) + torch.erfc(x)
        F.elu(x * 4) + F.elu(x, 0.3) + F.selu(x) + F.celu(x, 0.5) + F.hardtanh(x) + F.relu6(x * 4)
        F.mish(x * 4) + F.hardswish(x * 4) + F.softsign(x) + F.tanhshrink(x) + F.logsigmoid(x * 4)
        F.softshrink(x) + F.hardshrink(x) + F.threshold(x, 0.1, 2.0) + F.silu(x) + F.relu(x)
        F.gelu(x) + F.gelu(x, approximate="tanh") + F.leaky_relu(x) + F.leaky_relu(x, 0.2)
        F.softplus(x * 30) + F.softplus(x * 10, 2.0, 5.0) + F.rrelu(x)
        F.glu(x) + F.glu(x[:, :2], 1).sum() + F.dropout(x, 0.4, False)[..., :2]
        """,
        x=(2, 3, 4),
        p=("p", 2, 3),
    )
    modules_hold(torch, [(lambda nn: nn.PReLU(3), (2, 3, 4)), (lambda nn: nn.PReLU(), (2, 3))])


def test_a_gradient_at_a_bound_is_that_of_torch(torch):
    at = torch.tensor([-3.0, -1.0, 0.0, 1.0, 3.0, 6.0], requires_grad=True, dtype=torch.float64)
    functions_hold(
        torch,
        """
        x.clamp(-1, 1) + 2 * x.clamp(min=0) + 3 * x.clamp(max=3)
        F.hardtanh(x) + 2 * F.relu6(x) + 3 * F.hardswish(x) + 4 * F.elu(x)
        F.relu(x) + 2 * x.abs() + 3 * F.leaky_relu(x, 0.2) + 4 * torch.maximum(x, 0 * x)
        F.hardshrink(x, 1.0) + 2 * F.softshrink(x, 1.0) + 3 * F.threshold(x, 1.0, 5.0)
        """,
        made={"x": at},
    )


def test_arithmetic(torch):
    functions_hold(
        torch,
        """
        torch.add(x, p, alpha=0.3) - torch.sub(x, p, alpha=2) + 3 - (2 - x) / p * 2.5
        x.abs() ** p + x**2 + x**3 + 2**x + x.abs() ** 0.5 + (-1 - x) ** 2
        torch.addcmul(x, x, p, value=0.3) + torch.addcdiv(x, x, p) + torch.lerp(x, p, 0.2)
        x * torch.div(x, p, rounding_mode="floor") + x * torch.div(x, p, rounding_mode="trunc")
        torch.remainder(x, p) + torch.fmod(x, p) + torch.hypot(x, p) + torch.logaddexp(x, p)
        x.clamp(-0.5, 0.5) + x.clamp_max(0.3) + torch.clamp(x, max=torch.ones(4) * 0.2)
        x * (x > p) + x * (x >= 0.2) + x * (x == x) + x * (x < p) + x * (x != p) + x * (x <= 0)
        x * ((x > 0) & (x < 1)) + x * ((x > 0) | (p < 0.5)) + x * (~(x > 0))
        x * ((x > 0) ^ (p > 0))
        x * torch.logical_xor(x > 0, p > 0.5) + x * torch.logical_not(x)
        x * torch.logical_and(x, p)
        torch.where(x > 0, x, p) + torch.where(x > 0, x, 0.0) + x.masked_fill(x > 0.5, -3.0)
        torch.maximum(x, p) + torch.minimum(x, p) * 2 + torch.max(x, p) + torch.fmax(x, p)
        torch.xlogy(p, p) + x.nan_to_num() + torch.full_like(x, 2.0) + (x * 3).int() * x
        x.double() * x.bool() + x * torch.isnan(x) + x * torch.isfinite(x) + x * torch.isinf(x)
        (x * 1).add_(1).mul_(2).relu_() + torch.zeros_like(x) + torch.ones_like(x)
        """,
        x=(2, 3, 4),
        p=("p", 4),
    )
