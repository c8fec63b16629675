def defined(function, x):
    try:
        return function(x)
    except ValueError:
        return math.nan

def divide(a, b):
    if b != 0:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)

def power(a, b):
    if b == 0:
        return 1.0
    if a != a or b != b or abs(a) == 1 and math.isinf(b):
        return math.nan
    odd = b % 2 == 1
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and odd else math.inf
    except ValueError:
        if a != 0:
            return math.nan
        return math.copysign(math.inf, a) if odd else math.inf

def exp(x):
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf

def expm1(x):
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf

def log(x):
    return -math.inf if x == 0 else defined(math.log, x)

def log1p(x):
    return -math.inf if x == -1 else defined(math.log1p, x)

def log2(x):
    return -math.inf if x == 0 else defined(math.log2, x)

def log10(x):
    return -math.inf if x == 0 else defined(math.log10, x)

def sqrt(x):
    return defined(math.sqrt, x)

def cbrt(x):
    if x == 0 or not math.isfinite(x):
        return x
    y = abs(x) ** (1 / 3)
    y -= (y * y * y - abs(x)) / (3 * y * y)
    return math.copysign(y, x)

def sign(x):
    return x if x == 0 or x != x else math.copysign(1.0, x)

def whole(function, x):
    return math.copysign(float(function(x)), x) if math.isfinite(x) else x

def hypot(a, b):
    try:
        return math.hypot(a, b)
    except OverflowError:
        return math.inf

def sinh(x):
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(math.inf, x)

def cosh(x):
    try:
        return math.cosh(x)
    except OverflowError:
        return math.inf

def atanh(x):
    return math.copysign(math.inf, x) if abs(x) == 1 else defined(math.atanh, x)

def lesser(a, b):
    if a != a or b != b:
        return math.nan
    if a == b:
        return a if math.copysign(1.0, a) < 0 else b
    return a if a < b else b

def greater(a, b):
    return -lesser(-a, -b)

def sigmoid(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = exp(x)
    return e / (1 + e)

def softplus(x):
    return greater(x, 0.0) + math.log1p(exp(-abs(x)))

def lgamma(x):
    try:
        return defined(math.lgamma, x)
    except OverflowError:
        return math.inf

def digamma(x):
    if not x > 0 or math.isinf(x):
        return x if x > 0 else math.nan
    steps = 0.0
    while x < 12:
        steps += 1 / x
        x += 1
    rest = 0.0
    for k in range(len(BERNOULLI), 0, -1):
        rest = (rest + BERNOULLI[k - 1] / (2 * k)) / x / x
    return math.log(x) - 0.5 / x - rest - steps

BERNOULLI = [
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66,
    -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330]

def polygamma(order, x):
    if not x > 0 or not 1 <= order <= 100 or order != math.floor(order):
        return math.nan
    n = int(order)
    scale = -1.0 if n % 2 == 0 else 1.0
    for i in range(2, n):
        scale *= i
    steps = 0.0
    limit = 12 + 2 * n
    while x < limit:
        steps += power(x, -(n + 1.0))
        x += 1
    series = 1 + n / (2 * x)
    term = 1.0
    for k in range(len(BERNOULLI)):
        term *= (2 * k + n) / (2 * k + 1) * ((2 * k + n + 1) / (2 * k + 2)) / x / x
        series += BERNOULLI[k] * term
    return scale * (n * steps + series * power(x, -float(n)))

def mean(v):
    return sum(v) / len(v)

def least(v):
    result = math.inf
    for x in v:
        result = lesser(result, x)
    return result

def greatest(v):
    return -least([-x for x in v])

def norm(v):
    scale = greatest([abs(x) for x in v])
    if scale == 0 or not math.isfinite(scale):
        return scale
    return scale * math.sqrt(sum([(x / scale) * (x / scale) for x in v]))

def product(left, right, inner):
    rows = len(left) // inner
    columns = len(right) // inner
    return [
        sum([left[r * inner + k] * right[k * columns + c] for k in range(inner)])
        for r in range(rows)
        for c in range(columns)]

def row(matrix, index, size):
    count = len(matrix) // size
    if 0 <= index < count and index == math.floor(index):
        return matrix[int(index) * size:(int(index) + 1) * size]
    return [math.nan] * size

def element(vector, index):
    return row(vector, index, 1)[0]

def sized(name, vector, size):
    if len(vector) != size:
        raise ValueError(f"{name} needs {size} numbers, not {len(vector)}")

def code(name, text, texts):
    if text not in texts:
        raise ValueError(f"{name} cannot be {text!r}; the fit has met: {', '.join(texts)}")
    return float(texts.index(text))

def position(scores):
    if any(x != x for x in scores):
        return math.nan
    return float(scores.index(max(scores)))

def label(place, texts):
    return texts[int(place)] if 0 <= place < len(texts) else str(place)
