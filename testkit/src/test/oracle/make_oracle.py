#!/usr/bin/env python3
"""Writes ../resources/glissade/testkit/operators.oracle.csv: operator values and derivatives
to 30 significant digits, computed with mpmath.

Run with no arguments:  /usr/bin/python3 make_oracle.py   (Debian: apt-get install python3-mpmath)

Every answer is computed at 60 digits and again at 800; the run fails unless the two agree to
35 digits, so a formula below that cancels at one of its points cannot go unnoticed.
"""
import math
import os

import mpmath
from mpmath import mp, mpf

DIGITS = 30           # significant digits written
PRECISION = 60        # decimal digits computed with
CHECK_PRECISION = 800  # decimal digits of the second computation

OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "..", "resources", "glissade", "testkit", "operators.oracle.csv")

HEADER = f"""\
# Operator values and derivatives, {DIGITS} significant digits. Generated file: do not edit.
# Generator: testkit/src/test/oracle/make_oracle.py (no arguments)
# Computed with: mpmath {mpmath.__version__} at {PRECISION} decimal digits, recomputed at {CHECK_PRECISION} and compared
# Columns: operator,arguments,value,partials,second
#   arguments  space separated; each is the shortest decimal form of a binary64 number, and the
#              answers are those of that binary64 number's exact value
#   value      the operator's value
#   partials   space separated, the first partial derivative by each argument in turn
#   second     the pure second derivative by the first argument; empty where it is not tabulated
# Conventions:
#   Answers are rounded to {DIGITS} significant digits; trailing zeros are dropped.
#   An answer that binary64 rounds to zero is written 0.0 (unsigned), one that it rounds to an infinity
#   is written Infinity or -Infinity, an undefined one NaN.
#   No answer is subnormal in binary64: a value or partial that would be is not tabulated,
#   and a second derivative that would be is left empty.
#   log is natural; lgamma and digamma are given for positive arguments only.
#   Comparisons are 1 or 0 with all partials 0. where(cond, a, b) is a if cond is nonzero (here
#   cond is 1 or 0), with partial 0 by cond. clamp is (x, lo, hi); atan2 is (y, x).
#   pow with a negative base (whole exponents only) has partial NaN by the exponent.
#   No point lies on a kink or jump (abs at 0, floor at a whole number, a tie in max, ...),
#   save that comparisons are also given for equal arguments.
"""


def up(x):
    return math.nextafter(x, math.inf)


def down(x):
    return math.nextafter(x, -math.inf)


def both_signs(*points):
    return [p for x in points for p in (x, -x)]


# --- formulas: each returns (value, [partials], second or None) -----------------------------------

def sigmoid_of(x):
    return 1 / (1 + mp.exp(-x))


def sigmoid_slope(x):
    return sigmoid_of(x) * sigmoid_of(-x)


def gauss(x):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)


def real_cbrt(x):
    return mp.sign(x) * mp.cbrt(abs(x))


def power(a, b):
    if a > 0:
        return mp.power(a, b), [b * mp.power(a, b - 1), mp.power(a, b) * mp.log(a)], \
            b * (b - 1) * mp.power(a, b - 2)
    n = int(b)
    assert a < 0 and n == b
    return a ** n, [n * a ** (n - 1), mp.nan], n * (n - 1) * a ** (n - 2)


def arctan2(y, x):
    r2 = x * x + y * y
    return mp.atan2(y, x), [x / r2, -y / r2], -2 * x * y / r2 ** 2


def hypotenuse(a, b):
    h = mp.sqrt(a * a + b * b)
    return h, [a / h, b / h], b * b / h ** 3


def minimum(a, b):
    assert a != b
    return (a, [1, 0], None) if a < b else (b, [0, 1], None)


def maximum(a, b):
    assert a != b
    return (a, [1, 0], None) if a > b else (b, [0, 1], None)


def clamp(x, lo, hi):
    assert lo < hi and x != lo and x != hi
    if x < lo:
        return lo, [0, 1, 0], None
    if x > hi:
        return hi, [0, 0, 1], None
    return x, [1, 0, 0], None


def where(cond, a, b):
    assert cond in (0, 1)
    return (a, [0, 1, 0], None) if cond else (b, [0, 0, 1], None)


def unary(value, first, second):
    return lambda x: (value(x), [first(x)], second(x))


def flat(value):
    """A unary operator whose derivative is 0 wherever it has one."""
    return unary(value, lambda x: 0, lambda x: 0)


def comparison(holds):
    return lambda a, b: (1 if holds(a, b) else 0, [0, 0], None)


# --- points ---------------------------------------------------------------------------------------

TINY = both_signs(1e-8, 1e-300)
ANGLES = both_signs(0.1, 0.75, 1.0, 2.5, 1e6) + TINY + [10.0, 123456.789]
WITHIN_ONE = both_signs(0.1, 0.5, 0.75, 0.999, 1 - 2.0**-40, down(1.0)) + TINY + [0.0]
JUMPING = both_signs(0.5, 0.25, 1.5, 2.75, 1e-8, 1e6 + 0.125, 2.0**51 + 0.5) + [down(3.0), up(-3.0)]
POSITIVE = [0.1, 0.5, 0.75, 2.0, math.e, 10.0, 1000.0, 123456.789, 1e-8, 1e-300, 1e8, 1e300,
            1.0, up(1.0), down(1.0), 1 + 2.0**-20]
PIECEWISE = both_signs(0.1, 1.0, 2.5, 1000.0, 1e-8, 1e-300, 1e300)
GAMMA = [0.1, 1e-3, 1e-8, 1e-300, 0.5, 1.0, 1 + 2.0**-20, 1 - 2.0**-20, 1.4616321449683623, 1.5,
         2.0, 2 + 2.0**-20, 2 - 2.0**-20, 3.7, 10.0, 25.5, 1e3, 1e6, 1e15, 1e300]
PAIRS = [(2.0, 3.0), (-2.0, 3.0), (2.5, -0.75), (-1.5, -4.25), (0.1, 0.2), (1.0, 1e-8), (-1e-8, 1.0),
         (1e-300, 3e-300), (1e300, -2e300), (1.0, up(1.0)), (1e8, 1e-8), (123.456, -123.457)]
COMPARED = PAIRS + [(3.0, 2.0), (2.5, 2.5), (-1e300, -1e300), (up(1.0), 1.0)]

# operator name -> (formula, points)
OPERATORS = {
    "exp": (unary(mp.exp, mp.exp, mp.exp),
            both_signs(0.1, 1.0, 2.5, 20.0, 700.0, 1e-8, 1e-300) + [0.0, 709.78, -708.0, -800.0]),
    "log": (unary(mp.log, lambda x: 1 / x, lambda x: -1 / x**2), POSITIVE),
    "log1p": (unary(mp.log1p, lambda x: 1 / (1 + x), lambda x: -1 / (1 + x)**2),
              both_signs(0.1, 0.5, 0.9, 1e-5, 1e-8, 1e-16, 1e-300)
              + [0.0, 1.0, 10.0, 1e6, 1e300, -(1 - 2.0**-40)]),
    "expm1": (unary(mp.expm1, mp.exp, mp.exp),
              both_signs(0.1, 1.0, 2.5, 40.0, 1e-5, 1e-8, 1e-16, 1e-300) + [0.0, 709.78, -700.0, -800.0]),
    "log2": (unary(lambda x: mp.log(x) / mp.log(2), lambda x: 1 / (x * mp.log(2)),
                   lambda x: -1 / (x**2 * mp.log(2))),
             [0.1, 0.75, 3.0, 10.0, 1000.0, 1e-300, 1e300, 1.0, up(1.0), down(1.0), 2.0, 8.0, up(8.0), down(8.0),
              1024.0, 2.0**29, 2.0**-10, up(2.0**-10), down(2.0**-10), 2.0**1022, 2.0**-1022]),
    "log10": (unary(lambda x: mp.log(x) / mp.log(10), lambda x: 1 / (x * mp.log(10)),
                    lambda x: -1 / (x**2 * mp.log(10))),
              POSITIVE + [100.0, up(1000.0), 1e15, 0.001]),
    "sqrt": (unary(mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x)), lambda x: -1 / (4 * x * mp.sqrt(x))),
             POSITIVE + [4.0, 0.25]),
    "cbrt": (unary(real_cbrt, lambda x: 1 / (3 * real_cbrt(x)**2), lambda x: -2 / (9 * real_cbrt(x)**5)),
             both_signs(0.1, 1.0, 2.5, 8.0, 27.0, 1e-8, 1e-300, 1e300) + [1e6, 0.125]),
    "abs": (unary(abs, mp.sign, lambda x: 0), PIECEWISE),
    "sign": (flat(mp.sign), PIECEWISE),
    "sin": (unary(mp.sin, mp.cos, lambda x: -mp.sin(x)), ANGLES + [0.0, math.pi, math.pi / 2]),
    "cos": (unary(mp.cos, lambda x: -mp.sin(x), lambda x: -mp.cos(x)), ANGLES + [0.0, math.pi, math.pi / 2]),
    "tan": (unary(mp.tan, lambda x: 1 / mp.cos(x)**2, lambda x: 2 * mp.tan(x) / mp.cos(x)**2),
            ANGLES + [0.0, math.pi, math.pi / 2]),
    "asin": (unary(mp.asin, lambda x: 1 / mp.sqrt(1 - x * x), lambda x: x / mp.sqrt(1 - x * x)**3), WITHIN_ONE),
    "acos": (unary(mp.acos, lambda x: -1 / mp.sqrt(1 - x * x), lambda x: -x / mp.sqrt(1 - x * x)**3), WITHIN_ONE),
    "atan": (unary(mp.atan, lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x)**2),
             both_signs(0.1, 1.0, 2.5, 1000.0, 1e8, 1e150, 1e300) + TINY + [0.0]),
    "sinh": (unary(mp.sinh, mp.cosh, mp.sinh), both_signs(0.1, 1.0, 2.5, 20.0, 40.0, 710.0) + TINY + [0.0]),
    "cosh": (unary(mp.cosh, mp.sinh, mp.cosh), both_signs(0.1, 1.0, 2.5, 20.0, 40.0, 710.0) + TINY + [0.0]),
    "tanh": (unary(mp.tanh, lambda x: 1 / mp.cosh(x)**2, lambda x: -2 * mp.tanh(x) / mp.cosh(x)**2),
             both_signs(0.1, 1.0, 2.5, 10.0, 20.0, 300.0, 800.0) + TINY + [0.0]),
    "asinh": (unary(mp.asinh, lambda x: 1 / mp.sqrt(1 + x * x), lambda x: -x / mp.sqrt(1 + x * x)**3),
              both_signs(0.1, 1.0, 2.5, 1000.0, 1e8, 1e155, 1e300) + TINY + [0.0]),
    "acosh": (unary(mp.acosh, lambda x: 1 / mp.sqrt(x * x - 1), lambda x: -x / mp.sqrt(x * x - 1)**3),
              [up(1.0), 1 + 2.0**-40, 1 + 2.0**-20, 1.001, 1.1, 1.5, 2.0, 2.5, 10.0, 1000.0, 1e8, 1e155, 1e300]),
    "atanh": (unary(mp.atanh, lambda x: 1 / (1 - x * x), lambda x: 2 * x / (1 - x * x)**2), WITHIN_ONE),
    "floor": (flat(mp.floor), JUMPING),
    "ceil": (flat(mp.ceil), JUMPING),
    "sigmoid": (unary(sigmoid_of, sigmoid_slope, lambda x: -sigmoid_slope(x) * mp.tanh(x / 2)),
                both_signs(0.1, 1.0, 2.5, 10.0, 40.0, 700.0, 800.0) + TINY + [0.0]),
    "softplus": (unary(lambda x: mp.log1p(mp.exp(-abs(x))) + max(x, 0), sigmoid_of, sigmoid_slope),
                 both_signs(0.1, 1.0, 2.5, 10.0, 40.0, 700.0, 800.0) + TINY + [0.0, -708.0, 745.0]),
    "relu": (unary(lambda x: max(x, 0), lambda x: 1 if x > 0 else 0, lambda x: 0), PIECEWISE),
    "erf": (unary(mp.erf, gauss, lambda x: -2 * x * gauss(x)),
            both_signs(0.1, 0.5, 1.0, 2.5, 5.0, 1e-10, 1e-300, 30.0) + [0.0, 0.84375, 3.5, 6.0]),
    "lgamma": (unary(mp.loggamma, lambda x: mp.psi(0, x), lambda x: mp.psi(1, x)), GAMMA),
    "digamma": (unary(lambda x: mp.psi(0, x), lambda x: mp.psi(1, x), lambda x: mp.psi(2, x)), GAMMA),
    "neg": (unary(lambda x: -x, lambda x: -1, lambda x: 0), PIECEWISE + [0.0]),

    "add": (lambda a, b: (a + b, [1, 1], None), PAIRS),
    "sub": (lambda a, b: (a - b, [1, -1], None), PAIRS),
    "mul": (lambda a, b: (a * b, [b, a], 0),
            [p for p in PAIRS if p != (1e300, -2e300)]
            + [(1e200, 1e-200), (-1e150, 1e150), (1e-150, 1e-150), (0.0, 2.5)]),
    "div": (lambda a, b: (a / b, [1 / b, -a / b**2], 0),
            PAIRS + [(1e200, 1e200), (1e-200, -1e-200), (1e150, 1e-150), (1e-150, 1e150), (1.0, 3.0), (0.0, 2.5)]),
    "pow": (power,
            [(2.0, 0.5), (2.0, -0.5), (0.5, 3.7), (0.1, 0.1), (1e-8, 0.3), (10.0, 300.0), (10.0, -300.0),
             (1.5, 700.0), (1e-300, 0.5), (1e300, 0.9), (up(1.0), 2.0**52), (0.9999999, 1e8), (3.0, 0.0),
             (7.0, 1.0), (1.0, 5.5), (0.25, -1.0),
             (1.3, 2.0), (0.7, 3.0), (2.5, 4.0), (1.7, 5.0), (3.1, 6.0), (0.9, 7.0), (1.9, 8.0),
             (-3.0, 2.0), (-2.0, 3.0), (-1.5, 4.0), (-1.7, 5.0), (-3.1, 6.0), (-0.9, 7.0), (-1.9, 8.0),
             (-7.0, 1.0), (-7.0, 0.0), (-4.0, -1.0), (-2.0, -3.0), (-0.5, -6.0)]),
    "atan2": (arctan2,
              [(1.0, 2.0), (1.0, -2.0), (-1.0, 2.0), (-1.0, -2.0), (0.1, 0.2), (3.0, 0.5), (0.0, 1.0), (1.0, 0.0),
               (-2.5, 0.0), (1e-8, -1.0), (-1e-8, -1.0), (1e-8, 1.0), (3e-200, 4e-200), (3e200, -4e200),
               (1e200, 1e-200), (-1e-200, 1e200), (1.0, 1e8)]),
    "hypot": (hypotenuse,
              [(3.0, 4.0), (-3.0, 4.0), (5.0, -12.0), (-0.1, -0.2), (1.0, 1e-8), (1e-8, 1.0), (2.5, 0.0), (0.0, -2.5),
               (1e200, 1e-200), (-1e-200, 1e200), (1e200, 2e200), (1e-200, -2e-200), (3e-300, 4e-300),
               (1e300, 1e300), (1.0, 1e6)]),
    "min": (minimum, PAIRS + [(3.0, 2.0)]),
    "max": (maximum, PAIRS + [(3.0, 2.0)]),
    "lt": (comparison(lambda a, b: a < b), COMPARED),
    "le": (comparison(lambda a, b: a <= b), COMPARED),
    "gt": (comparison(lambda a, b: a > b), COMPARED),
    "ge": (comparison(lambda a, b: a >= b), COMPARED),
    "eq": (comparison(lambda a, b: a == b), COMPARED),
    "ne": (comparison(lambda a, b: a != b), COMPARED),

    "clamp": (clamp,
              [(0.5, 0.0, 1.0), (-0.5, 0.0, 1.0), (1.5, 0.0, 1.0), (-2.0, -3.0, -1.0), (-4.0, -3.0, -1.0),
               (0.0, -3.0, -1.0), (1e300, -1e200, 1e200), (-1e300, -1e200, 1e200), (1e-300, 0.0, 1.0),
               (-1e-300, 0.0, 1.0), (up(1.0), 0.0, 1.0), (down(1.0), 0.0, 1.0), (2.5, -0.1, 10.0)]),
    "where": (where,
              [(c, a, b) for c in (1.0, 0.0)
               for a, b in ((2.0, 3.0), (-2.0, 3.0), (2.5, -0.75), (1e-300, 1e300), (0.0, 1.0), (4.0, 4.0))]),
}


# --- writing --------------------------------------------------------------------------------------

def kind(x):
    """What becomes of x in binary64."""
    if mp.isnan(x):
        return "NaN"
    if x != 0 and abs(x) <= mp.ldexp(1, -1075):
        return "underflow"
    if x != 0 and abs(x) < mp.ldexp(1, -1022):
        return "subnormal"
    if abs(x) >= mp.ldexp(1, 1024) - mp.ldexp(1, 970):
        return "overflow"
    return "ordinary"


def text(x):
    what = kind(x)
    assert what != "subnormal"
    if what == "NaN":
        return "NaN"
    if what == "underflow":
        return "0.0"
    if what == "overflow":
        return "Infinity" if x > 0 else "-Infinity"
    return mp.nstr(x, DIGITS, min_fixed=-5, max_fixed=20)


def evaluate(formula, point, precision):
    """The answers at a point as one flat list: value, partials, second."""
    with mp.workdps(precision):
        value, partials, second = formula(*[mpf(x) for x in point])
        # the unary plus rounds to the working precision
        return [None if x is None else +mpf(x) for x in [value, *partials, second]]


def agree(x, y):
    if x is None or y is None:
        return x is y
    if mp.isnan(x) or mp.isnan(y):
        return mp.isnan(x) and mp.isnan(y)
    return abs(x - y) <= abs(y) * mpf(10)**-(DIGITS + 5)


def row(name, formula, point):
    answers = evaluate(formula, point, PRECISION)
    for x, y in zip(answers, evaluate(formula, point, CHECK_PRECISION)):
        assert agree(x, y), (name, point, x, y)
    for x in answers[:-1]:
        assert kind(x) != "subnormal", (name, point, x)
    value, *partials, second = answers
    if second is None or kind(second) == "subnormal":
        second = ""
    else:
        second = text(second)
    return ",".join([name, " ".join(repr(x) for x in point), text(value),
                     " ".join(text(x) for x in partials), second])


def main():
    mp.dps = PRECISION
    rows = []
    for name, (formula, points) in OPERATORS.items():
        points = [p if isinstance(p, tuple) else (p,) for p in points]
        assert len(set(points)) == len(points), (name, "has a point twice")
        rows += [row(name, formula, p) for p in points]
    with open(OUTPUT, "w", encoding="ascii", newline="\n") as out:
        out.write(HEADER)
        out.writelines(r + "\n" for r in rows)
    print(f"{len(rows)} rows, {len(OPERATORS)} operators -> {os.path.normpath(OUTPUT)}")


if __name__ == "__main__":
    main()
