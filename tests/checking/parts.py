"""Parts of expressions, and how to put others in their places."""

from engine.language.expression import Call, Name, Number


def places(expression):
    """Every part of an expression, with how to put another in its place."""
    yield expression, lambda new: new
    if isinstance(expression, Call):
        operands = expression.operands
        for number, operand in enumerate(operands):
            for part, put in places(operand):

                def rebuilt(new, number=number, put=put):
                    return expression.of([*operands[:number], put(new), *operands[number + 1 :]])

                yield part, rebuilt


def terms(expression):
    """The terms of a sum, with their signs."""
    if isinstance(expression, Call) and expression.op == "add":
        return [*terms(expression.operands[0]), *terms(expression.operands[1])]
    if isinstance(expression, Call) and expression.op == "sub":
        return [*terms(expression.operands[0]), -expression.operands[1]]
    return [expression]


def total(parts):
    """A sum."""
    first, *others = parts
    for each in others:
        first = first + each
    return first


def tagged(expression, tag="wrong-node"):
    """Every name, how to put another in its place, and what that is called there."""
    if isinstance(expression, Name):
        yield tag, expression, lambda new: new
    if not isinstance(expression, Call):
        return
    if expression.op == "step":
        tag = "mask-wrong"
    elif expression.op == "sub" and expression.operands[0] == Number(1.0):
        tag = "derivative-at"
    for number, operand in enumerate(expression.operands):
        for inner, part, put in tagged(operand, tag):

            def rebuilt(new, number=number, put=put):
                operands = list(expression.operands)
                operands[number] = put(new)
                return expression.of(operands)

            yield inner, part, rebuilt
