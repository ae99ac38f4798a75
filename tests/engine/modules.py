"""The modules of the engine, to look at each of them."""

import pkgutil

import engine


def engine_modules():
    """All that can be loaded without an extra: what reads torch begins with loading torch."""
    names = (
        each.name for each in pkgutil.walk_packages(engine.__path__, "engine.") if not each.ispkg
    )
    return sorted(name for name in names if not name.startswith("engine.torch."))
