"""Prints the coefficients of glissade.formula.LaneMath: polynomials that come nearest in relative error.

    python3 make_polynomials.py        (needs mpmath)

By Remez's exchange in 60 digits; each coefficient is then rounded to double. The error that is printed is that of the
rounded polynomial, computed without rounding.
"""

from mpmath import exp, expm1, linspace, log, log1p, lu_solve, matrix, mp, mpf, nstr, sqrt

mp.dps = 60


def remez(target, weight, low, high, degree):
    """The coefficients of the polynomial with the least weighted error."""
    count = degree + 2
    middle, half = (low + high) / 2, (high - low) / 2
    points = [middle - half * mp.cos(mp.pi * i / (count - 1)) for i in range(count)]
    grid = linspace(low, high, 799)
    for _ in range(8):
        rows = matrix(count, count)
        right = matrix(count, 1)
        for i, x in enumerate(points):
            for k in range(degree + 1):
                rows[i, k] = x**k
            rows[i, count - 1] = (-1) ** i / weight(x)
            right[i] = target(x)
        found = list(lu_solve(rows, right))[: degree + 1]
        errors = [error(target, weight, found, x) for x in grid]
        extremes = [0]
        for i in range(1, len(grid)):
            if errors[i] * errors[extremes[-1]] < 0:
                extremes.append(i)
            elif abs(errors[i]) > abs(errors[extremes[-1]]):
                extremes[-1] = i
        if len(extremes) < count:
            break
        while len(extremes) > count:
            extremes.pop(0 if abs(errors[extremes[0]]) < abs(errors[extremes[-1]]) else -1)
        points = [grid[i] for i in extremes]
    return found


def error(target, weight, coefficients, x):
    return (target(x) - sum(c * x**k for k, c in enumerate(coefficients))) * weight(x)


def show(name, target, weight, low, high, degree):
    rounded = [mpf(float(c)) for c in remez(target, weight, low, high, degree)]
    worst = max(abs(error(target, weight, rounded, x)) for x in linspace(low, high, 1999))
    print(name, "relative error", nstr(worst, 3))
    for k, c in enumerate(rounded):
        print("  ", k, float(c).hex(), float(c))


half = log(2) / 2 * mpf("1.0001")


def around_zero(function, series):
    return lambda x: series(x) if abs(x) < mpf("1e-8") else function(x)


# exp(r) - 1 = r + r^2*q(r); q's error weighs about r in it, and a little more here, so that 0 is no point of its own.
show(
    "exp: q(r)",
    around_zero(lambda r: (expm1(r) - r) / r**2, lambda r: mpf(1) / 2 + r / 6 + r**2 / 24),
    lambda r: abs(r) + mpf("0.02"),
    -half,
    half,
    10,
)

# log((1 + s)/(1 - s)) = 2s + s*z*p(z), z = s^2.
top = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * mpf("1.0001")
show(
    "log: p(z)",
    lambda z: (log1p(2 * sqrt(z) / (1 - sqrt(z))) - 2 * sqrt(z)) / (sqrt(z) * z) if z > mpf("1e-12") else mpf(2) / 3 + 2 * z / 5,
    lambda z: z / 2 + mpf("0.001"),
    mpf(0),
    top,
    6,
)

for name, value, bits in (("ln 2", log(2), 32), ("log2(e)", 1 / log(2), 53)):
    high = mpf(int(value * mpf(2) ** bits)) / mpf(2) ** bits if bits < 53 else mpf(float(value))
    print(name, float(high).hex(), float(value - high).hex())
