"""Numbers as they are printed: copied wrongly, told apart, fit for a page."""

from decimal import Decimal

import numpy as np

from tests.checking.figures import figure


def copied(text, rng):
    """A number as it is miscopied: its text with one thing wrong, or None."""
    digits = [at for at, sign in enumerate(text.split("e")[0]) if sign.isdigit()]
    kind = rng.choice(["digit", "swapped", "point", "sign"])
    if kind == "digit" and len(digits) > 1:
        at = int(rng.choice(digits))
        return text[:at] + str((int(text[at]) + int(rng.integers(1, 9))) % 10) + text[at + 1 :]
    if kind == "swapped" and len(digits) > 2:
        number = int(rng.integers(len(digits) - 1))
        one, other = digits[number : number + 2]
        if other == one + 1 and text[one] != text[other]:
            return text[:one] + text[other] + text[one] + text[other + 1 :]
    if kind == "point" and "." in text and "e" not in text:
        value = float(text) * (10 if rng.random() < 0.5 else 0.1)
        return f"{value:.12g}"
    if kind == "sign":
        return text.removeprefix("-") if text.startswith("-") else f"-{text}"
    return None


def differs(value, other, digits):
    """Whether a value, printed with so many digits, is another one than a value is."""
    one, two = np.asarray(value, float), np.asarray(other, float)
    if one.shape != two.shape or not (np.isfinite(one).all() and np.isfinite(two).all()):
        return False
    return any(_is_off(a, b, digits) for a, b in zip(one.flat, two.flat, strict=True))


def _is_off(value, other, digits):
    printed = Decimal(figure(value, digits))
    unit = 10.0 ** printed.as_tuple().exponent if "." in str(printed) else 10.0 ** (1 - digits)
    return abs(float(printed) - other) > 1.1 * unit + 1e-3 * (unit == 1)


def presentable(value):
    """Whether a value is of a size that stands on pages."""
    entries = np.abs(np.ravel(value))
    return bool(np.all((entries == 0) | ((entries > 1e-6) & (entries < 1e6))))
