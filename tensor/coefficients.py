"""Where the polynomials of Elementary, ElementaryFloat, Angles and Power come from: python3 coefficients.py (needs mpmath).

Remez exchange in multiple precision. p(t) = sum c[j] t^j approximates f(t) on [a, b] so that the greatest w(t) |f(t) - p(t)|
is least; w turns the error of p into that of the function built on it. Float coefficients are rounded one after another,
the rest being fitted anew each time; double ones are rounded as they are.
"""
import struct
from mpmath import mp, mpf, matrix, lu_solve, exp, log, sin, cos, tanh, erf, erfc, sqrt, pi

mp.dps = 120
TINY = mpf(10) ** -28


def f64(x):
    return mpf(float(x))


def f32(x):
    return mpf(struct.unpack('<f', struct.pack('<f', float(x)))[0])


def remez(f, w, a, b, low, high, grid=1500, rounds=30):
    """Coefficients of t^low .. t^high."""
    n = high - low + 1
    points = [(a + b) / 2 - (b - a) / 2 * cos(pi * i / grid) for i in range(grid + 1)]
    values = [f(t) for t in points]
    weights = [w(t) for t in points]
    chosen = [(a + b) / 2 - (b - a) / 2 * cos(pi * (i + mpf(1) / 2) / (n + 1)) for i in range(n + 1)]
    for _ in range(rounds):
        left, right = matrix(n + 1, n + 1), matrix(n + 1, 1)
        for i, t in enumerate(chosen):
            for j in range(n):
                left[i, j] = t ** (j + low)
            left[i, n] = (-1) ** i / w(t)
            right[i] = f(t)
        solution = lu_solve(left, right)
        c, level = [solution[j] for j in range(n)], abs(solution[n])
        e = [weights[i] * (values[i] - sum(v * t ** (j + low) for j, v in enumerate(c))) for i, t in enumerate(points)]
        peaks = []
        for i in range(grid + 1):
            near = [abs(e[k]) for k in (i - 1, i + 1) if 0 <= k <= grid and (e[k] > 0) == (e[i] > 0)]
            if e[i] != 0 and all(abs(e[i]) >= v for v in near):
                if peaks and (e[peaks[-1]] > 0) == (e[i] > 0):
                    peaks[-1] = max(peaks[-1], i, key=lambda k: abs(e[k]))
                else:
                    peaks.append(i)
        while len(peaks) > n + 1:
            peaks.pop(0 if abs(e[peaks[0]]) < abs(e[peaks[-1]]) else -1)
        if len(peaks) < n + 1 or max(abs(v) for v in e) < level * (1 + mpf('1e-3')):
            break
        chosen = [points[i] for i in peaks]
    return c


def fit(name, f, w, a, b, degree, rounded):
    a, b = mpf(a), mpf(b)
    g = lambda t: f(t if abs(t) > TINY else TINY)
    v = lambda t: w(abs(t) if abs(t) > TINY else TINY)
    c = []
    if rounded is f64:
        c = [f64(x) for x in remez(g, v, a, b, 0, degree)]
    while len(c) <= degree:
        rest = lambda t: g(t) - sum(x * t ** j for j, x in enumerate(c))
        c.append(rounded(remez(rest, v, a, b, len(c), degree)[0]))
    points = [a + (b - a) * i / 3000 for i in range(3001)]
    error = max(v(t) * abs(g(t) - sum(x * t ** j for j, x in enumerate(c))) for t in points)
    print(name, rounded.__name__, 'error 2^%.1f' % float(log(error, 2)))
    for x in c:
        print('   ', float(x).hex())


def log_series(z):
    s = sqrt(z)
    return (log((1 + s) / (1 - s)) / s - 2) / z


near_one = mpf('0.02945')   # (3 - sqrt 8)^2
for rounded, sizes in ((f64, (10, 6, 10, 12, 18, 5, 5)), (f32, (4, 2, 4, 6, 6, 2, 2))):
    e, l, t, s, f, sine, cosine = sizes
    margin = mpf('1.0005') if rounded is f64 else mpf('1.002')
    half_ln2, quarter = margin * log(mpf(2)) / 2, margin * (pi / 4) ** 2
    fit('EXP', lambda r: (exp(r) - 1 - r) / r ** 2, lambda r: r * r, -half_ln2, half_ln2, e, rounded)
    fit('LOG', log_series, lambda z: z, 0, near_one, l, rounded)
    fit('TANH', lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z, 0, mpf('0.5501') ** 2, t, rounded)
    fit('ERF', lambda z: erf(sqrt(z)) / sqrt(z) - 1, lambda z: 1, 0, 1, s, rounded)
    fit('ERF_TAIL', lambda x: -log(erfc(x)), lambda x: erfc(x), 1, 6 if rounded is f64 else 4, f, rounded)
    fit('SIN', lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: z, 0, quarter, sine, rounded)
    fit('COS', lambda z: (cos(sqrt(z)) - 1 + z / 2) / z ** 2, lambda z: z * z, 0, quarter, cosine, rounded)
fit('Power.LOG', lambda z: (log_series(z) - mpf(2) / 3) / z, lambda z: z * z, 0, near_one, 7, f64)
