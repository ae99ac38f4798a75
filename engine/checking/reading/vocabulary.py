"""Words: what macros of LaTeX stand for, and which words belong to formulas."""

from __future__ import annotations

import re

from engine.checking.reading.token import ROW, Kind

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
}  # fmt: skip

FUNCTIONS = frozenset({
    "relu", "sigmoid", "sig", "logistic", "tanh", "sinh", "cosh", "sin", "cos", "tan", "exp", "log",
    "ln", "max", "min", "abs", "sqrt", "softmax", "softplus", "sign", "sgn", "gelu", "silu", "step",
    "leakyrelu", "elu", "mean", "sum", "dot", "matmul", "transpose", "outer", "norm", "maximum",
    "minimum", "diag", "tr",
})  # fmt: skip
"""Functions by their names in small letters; in LaTeX they may do without parentheses."""

WITHOUT_PARENTHESES = frozenset({"log", "ln", "exp", "tanh", "sin", "cos", "tan", "relu", "sign"})

QUANTITIES = frozenset({
    "lr", "net", "out", "loss", "mse", "ce", "bce", "in", "err", "yhat", "pred", "grad",
    "learningrate", "learning rate", "learning_rate", "learning-rate", "lernrate", "step size",
    "stepsize", "schrittweite", "new", "old",
})  # fmt: skip
"""Names of more than a letter that are no words of a sentence, by their small letters."""

NOUNS = QUANTITIES | frozenset({
    "weight", "bias", "input", "output", "target", "prediction", "error", "gradient", "cost",
    "activation", "gewicht", "fehler", "verlust", "eingabe", "ausgabe", "ziel", "kosten",
})  # fmt: skip
"""Words that stand for quantities beside a minus, which is no dash then."""

CONDITIONS = frozenset({
    "if", "for", "when", "whenever", "falls", "wenn", "für", "bei", "where",
})  # fmt: skip
OTHERWISE = frozenset({"else", "otherwise", "sonst", "ansonsten", "andernfalls", "elsewhere"})

WORDS = CONDITIONS | OTHERWISE | frozenset({
    "a", "after", "also", "an", "and", "are", "as", "at", "aus", "because", "but", "by", "da",
    "daher", "damit", "dann", "das", "denn", "der", "die", "es", "folgt", "from", "get", "gilt",
    "have", "hence", "i", "in", "is", "ist", "it", "let", "mit", "note", "oder", "of", "on", "or",
    "obtain", "set", "since", "sind", "so", "somit", "such", "that", "the", "then", "therefore",
    "thus", "to", "und", "using", "von", "we", "weil", "which", "while", "wir", "with", "wobei",
})  # fmt: skip
"""Words of sentences, which end what stands beside them."""

SYMBOLS: dict[str, tuple[Kind, str]] = {
    **{name: (Kind.NAME, letter) for name, letter in GREEK.items()},
    **{name: (Kind.NAME, name) for name in FUNCTIONS - {"sqrt", "sum"}},
    **dict.fromkeys(("cdot", "times", "ast", "cdotp", "bullet", "*"), (Kind.MARK, "*")),
    **dict.fromkeys(("odot", "circ"), (Kind.MARK, "⊙")),
    **dict.fromkeys(("lbrack", "lgroup"), (Kind.MARK, "[")),
    **dict.fromkeys(("approx", "simeq", "cong", "doteq", "approxeq"), (Kind.SIGN, "≈")),
    **dict.fromkeys(("coloneqq", "gets", "leftarrow", "longleftarrow"), (Kind.SIGN, ":=")),
    **dict.fromkeys(("equiv", "triangleq"), (Kind.SIGN, "=")),
    **dict.fromkeys(("le", "leq", "leqslant"), (Kind.SIGN, "<=")),
    **dict.fromkeys(("ge", "geq", "geqslant"), (Kind.SIGN, ">=")),
    **dict.fromkeys(("ne", "neq"), (Kind.SIGN, "!=")),
    **dict.fromkeys(
        ("Rightarrow", "implies", "Longrightarrow", "rightarrow", "to", "longrightarrow",
         "therefore", "because", "iff", "Leftrightarrow", "leadsto", "mapsto", "curvearrowright",
         "impliedby", "Leftarrow", "Longleftrightarrow", "land", "wedge", "checkmark", "in",
         "notin", "forall", "exists", "sim", "propto", "subset"),
        (Kind.STOP, "⇒"),
    ),
    **dict.fromkeys(("top", "intercal"), (Kind.NAME, "T")),
    **dict.fromkeys(("vert", "mid"), (Kind.MARK, "|")),
    **dict.fromkeys(("|", "Vert", "parallel"), (Kind.MARK, "‖")),
    "lvert": (Kind.MARK, "|<"), "rvert": (Kind.MARK, "|>"), "lVert": (Kind.MARK, "‖<"),
    "rVert": (Kind.MARK, "‖>"),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), (Kind.MACRO, "frac")),
    **dict.fromkeys(("hat", "widehat"), (Kind.MACRO, "hat")),
    **dict.fromkeys(("bar", "overline"), (Kind.MACRO, "bar")),
    **dict.fromkeys(("tilde", "widetilde"), (Kind.MACRO, "tilde")),
    **dict.fromkeys(("\\", "newline", "cr", "tabularnewline"), (Kind.MARK, ROW)),
    **dict.fromkeys(("quad", "qquad"), (Kind.GAP, "")),
    **dict.fromkeys(("pdv", "pd", "dv"), (Kind.MACRO, "by")),
    **dict.fromkeys(("underbrace", "overbrace"), (Kind.MACRO, "brace")),
    "div": (Kind.MARK, "/"), "otimes": (Kind.MARK, "⊗"), "star": (Kind.MARK, "*"),
    "ll": (Kind.SIGN, "<"), "gg": (Kind.SIGN, ">"),
    "rbrack": (Kind.MARK, "]"), "rgroup": (Kind.MARK, "]"), "lt": (Kind.SIGN, "<"),
    "gt": (Kind.SIGN, ">"), "sqrt": (Kind.MACRO, "sqrt"), "sum": (Kind.MACRO, "sum"),
    "partial": (Kind.MACRO, "∂"), "nabla": (Kind.MACRO, "∇"), "prime": (Kind.MARK, "'"),
    "{": (Kind.MARK, "("), "}": (Kind.MARK, ")"), "lbrace": (Kind.MARK, "("),
    "rbrace": (Kind.MARK, ")"), "_": (Kind.MARK, "_"), "colon": (Kind.MARK, ":"),
    "And": (Kind.STOP, "⇒"), "i": (Kind.NAME, "i"), "Re": (Kind.NAME, "Re"),
}  # fmt: skip
"""What a macro without further ado stands for."""

LETTER_FACES = frozenset({
    "text", "mathrm", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "mbox",
    "hbox", "operatorname", "mathtt", "mathsf", "rm", "emph", "intertext", "shortintertext",
})  # fmt: skip
"""Type faces of words."""

PASSED_OVER = frozenset({
    "mathbf", "boldsymbol", "bm", "vec", "mathit", "mathcal", "mathbb", "mathfrak", "mathscr",
    "pmb", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "big", "Big", "bigg",
    "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm",
    "middle", "boxed", "fbox", "underline", "nonumber", "notag", "hline", "bf", "it", ",", ";", ":",
    "!", " ", "\n", "/", ">", "thinspace", "medspace", "enspace", "enskip", "mathop", "mathrel",
    "mathbin", "mathord", "ensuremath", "noindent", "mathstrut", "strut", "allowbreak", "vcenter",
    "item", "bold", "bfseries", "large", "Large", "small", "centering", "hfill", "par", "dot",
    "mathds", "square", "blacksquare", "qed", "Box", "qedhere", "smallskip", "medskip", "bigskip",
})  # fmt: skip
"""What changes how things look and not what they are."""

WITH_AN_ARGUMENT = frozenset({
    "tag", "label", "ref", "eqref", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color",
    "textcolor", "cite", "footnote", "kern", "colorbox", "hypertarget", "class", "style",
})  # fmt: skip
"""What is passed over with its first argument."""

DOTS = frozenset({"dots", "ldots", "cdots", "vdots", "ddots", "dotsc", "dotsb", "dotsm", "dotso"})

_VOWEL = re.compile("[aeiouAEIOU]")


def is_one_name(letters: str) -> bool:
    """Whether letters side by side in LaTeX are one name, and not a product of single letters.

    >>> [is_one_name(run) for run in ("ReLU", "net", "dL", "lr", "wx", "XWV")]
    [True, True, True, True, False, False]
    """
    small = letters.lower()
    if small in FUNCTIONS or small in QUANTITIES:
        return True
    if len(letters) == 2:
        return letters[0] == "d"
    return len(letters) > 2 and _VOWEL.search(letters) is not None
