"""Frozen classes: data classes that cost little to define.

For a data class of the standard library six functions are written, and each is compiled, when its
module is imported. That is a third of a millisecond, and `dataclasses` itself imports `inspect`.
As some fifty are defined before the first frame, it took a fifth of the time until there was one.
A frozen class is used as a frozen data class is, by the functions of `dataclasses` too. What
depends on its fields is compiled in one go, comparisons when they are first needed, and what does
not is shared. What is not needed to start is a data class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import Field

Frozen = TypeVar("Frozen")
Default = TypeVar("Default")


class _Factory(NamedTuple):
    """A default that is made anew for each instance."""

    make: Callable[[], object]


_NO_DEFAULT = object()


def made_by(*, factory: Callable[[], Default]) -> Default:
    """The default of a field that is made anew for each instance."""
    return cast("Default", _Factory(factory))


@dataclass_transform(frozen_default=True, field_specifiers=(made_by,))
def frozen(
    *,
    eq: bool = True,
    repr: bool = True,  # noqa: A002  (as data classes call it)
    slots: bool = False,
) -> Callable[[type[Frozen]], type[Frozen]]:
    """A decorator for classes whose annotated names are fields, set once, by `__init__`.

    Its last line is a call of `__post_init__`, where there is one.

    Args:
        eq: whether instances with equal fields are equal; if not, each is equal to itself only.
        repr: whether an instance is written as the call that makes it.
        slots: whether there is room for the fields and nothing else.
    """

    def define(cls: type[Frozen]) -> type[Frozen]:
        fields = _fields(cls)
        compiled = _compiled(cls, fields, eq=eq, slots=slots)
        members: dict[str, object] = {
            "__match_args__": tuple(fields),
            "__frozen_fields__": fields,
            "__dataclass_fields__": _DataclassFields(),
            "__setattr__": _refuse,
            "__delattr__": _refuse,
            **({"__repr__": _written} if repr else {}),
            **compiled,
        }
        for name, member in members.items():
            if vars(cls).get(name) is None:  # as `__hash__` is where `__eq__` is defined by hand
                setattr(cls, name, member)
        if not slots:
            return cls
        made = _with_slots(cls, fields)
        # What sets a slot takes half as long as what looks for it by its name.
        setters = {f"put_{name}": getattr(made, name).__set__ for name in fields}
        compiled["__init__"].__globals__.update(setters)
        return made

    return define


def replace(instance: Frozen, /, **changes: Any) -> Frozen:
    """The same with other values in some fields; of a data class too."""
    if not hasattr(instance, "__frozen_fields__"):
        import dataclasses  # which takes long, and was imported to define it

        data: Any = instance
        return cast("Frozen", dataclasses.replace(data, **changes))
    for name in field_names(instance):
        if name not in changes:
            changes[name] = getattr(instance, name)
    return type(instance)(**changes)


def field_names(of: object) -> tuple[str, ...]:
    """The names of the fields of a frozen class or of an instance."""
    has_fields: Any = of
    return tuple(has_fields.__frozen_fields__)


def _fields(cls: type) -> dict[str, object]:
    """The defaults of all fields by their names, those of the bases first."""
    fields: dict[str, object] = {}
    for base in reversed(cls.__mro__[1:]):
        fields |= vars(base).get("__frozen_fields__", {})
    own = vars(cls)
    for name, annotation in own.get("__annotations__", {}).items():
        if not annotation.startswith("ClassVar"):  # all are text: annotations are not evaluated
            fields[name] = own.get(name, _NO_DEFAULT)
    return fields


def _compiled(cls: type, fields: dict[str, object], *, eq: bool, slots: bool) -> dict[str, Any]:
    """The methods that depend on the fields."""
    scope: dict[str, object] = {"put": object.__setattr__}
    parameters, lines = "", ""
    for number, (name, default) in enumerate(fields.items()):
        value = name
        parameters += f", {name}"
        if default is not _NO_DEFAULT:
            scope[f"default{number}"] = default
            parameters += f"=default{number}"
        if isinstance(default, _Factory):
            scope[f"make{number}"] = default.make
            value = f"make{number}() if {name} is default{number} else {name}"
        put = f"put_{name}(self" if slots else f"put(self, {name!r}"
        lines += f"  {put}, {value})\n"
    if hasattr(cls, "__post_init__"):
        lines += "  self.__post_init__()\n"
    source = f"def __init__(self{parameters}):\n{lines or '  pass'}\n"
    found = _made(cls.__qualname__, source, scope)
    return found | _comparing(cls.__qualname__, fields) if eq else found


def _made(qualname: str, source: str, scope: dict[str, object]) -> dict[str, Any]:
    """The methods of a source text."""
    found: dict[str, Any] = {}
    exec(source, scope, found)  # noqa: S102  (of the names of fields)
    for name, method in found.items():
        method.__qualname__ = f"{qualname}.{name}"
    return found


def _comparing(qualname: str, fields: dict[str, object]) -> dict[str, Any]:
    """`__eq__` and `__hash__`, compiled when one of them is first needed: mostly none ever is."""

    def made(instance: object) -> dict[str, Any]:
        mine, other = ("".join(f"{each}.{name}, " for name in fields) for each in ("self", "other"))
        source = (
            "def __eq__(self, other):\n"
            f"  return ({mine}) == ({other}) if other.__class__ is self.__class__"
            " else NotImplemented\n"
            f"def __hash__(self):\n  return hash(({mine}))\n"
        )
        found = _made(qualname, source, {})
        for cls in type(instance).__mro__:
            for name, first in firsts.items():
                if vars(cls).get(name) is first:
                    setattr(cls, name, found[name])
        return found

    firsts = {
        "__eq__": lambda self, other: made(self)["__eq__"](self, other),
        "__hash__": lambda self: made(self)["__hash__"](self),
    }
    return dict(firsts)


def _with_slots(cls: type[Frozen], fields: dict[str, object]) -> type[Frozen]:
    """The same class, made anew, as the slots of one that is made already are settled."""
    members = {
        name: value
        for name, value in vars(cls).items()
        if name not in fields and name not in ("__dict__", "__weakref__")
    }
    taken = {slot for base in cls.__mro__[1:] for slot in vars(base).get("__slots__", ())}
    members["__slots__"] = tuple(name for name in fields if name not in taken)
    kind: Any = type(cls)
    made = kind(cls.__name__, cls.__bases__, members)
    made.__qualname__ = cls.__qualname__
    return cast("type[Frozen]", made)


def _refuse(self: object, name: str, *_: object) -> None:
    """Neither set nor delete anything."""
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__qualname__} is frozen, so {name!r} stays as it is")


def _written(self: Any) -> str:
    """The call that makes an instance."""
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__frozen_fields__)
    return f"{type(self).__qualname__}({fields})"


class _DataclassFields:
    """The fields as `dataclasses` has them, made when its functions first ask for them."""

    def __get__(self, instance: object, cls: Any) -> dict[str, Field[Any]]:
        from dataclasses import field, make_dataclass

        specified = []
        for name, default in cls.__frozen_fields__.items():
            if isinstance(default, _Factory):
                found = field(default_factory=default.make)
            else:
                found = field() if default is _NO_DEFAULT else field(default=default)
            specified.append((name, object, found))
        made: Any = make_dataclass(cls.__name__, specified, frozen=True)
        fields: dict[str, Field[Any]] = made.__dataclass_fields__
        cls.__dataclass_fields__ = fields  # to make them takes a millisecond
        return fields
