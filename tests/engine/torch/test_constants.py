"""Numbers that a model or a loss writes down: they are rounded as its own precision has them."""

import pytest

torch = pytest.importorskip("torch")
imported = pytest.importorskip("engine.torch.imported")


def test_a_number_that_is_written_down_is_rounded_as_in_the_model():
    shares = [0.1, 0.3, 0.7]

    def loss(found, wanted):
        return (torch.tensor(shares) * (found - wanted) ** 2).mean() + 0.1 * found.abs().sum()

    torch.manual_seed(0)
    model, x, y = torch.nn.Linear(4, 3), torch.randn(5, 4), torch.randn(5, 3)
    found = imported.import_module(model, loss, x, y)
    assert found.proof.apart < 1e-14
    kept = [
        each for each in found.drafted.network().inputs.values() if getattr(each, "size", 0) == 3
    ]
    assert [each.tolist() for each in kept] == [torch.tensor(shares).double().tolist()]
