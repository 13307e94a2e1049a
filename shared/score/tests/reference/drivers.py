"""What `tests/drivers.rs` compares with: the same figures by other means, over small generated answers.

    python3 -m pip install numpy scipy statsmodels
    python3 drivers.py > drivers.json

Importance is averaged over every order of adding the drivers, each model fitted anew by `numpy.linalg.lstsq`;
intervals of shares are statsmodels'. The seed is fixed, so that another run writes the same file.
"""

import itertools
import json
import math

import numpy as np
from scipy.stats import norm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

rng = np.random.default_rng(20261122)
CHANCES = [1_000_000, 500_000, 250_000]
Z = norm.ppf(0.975)


def columns(kind, codes):
    if kind == "number":
        return np.array(codes, float)[:, None]
    return np.array([[code == level for level in sorted(set(codes))[1:]] for code in codes], float)


def r_squared(blocks, y, w):
    """Of the weighted regression of y on a constant and these blocks of columns."""
    x = np.hstack([np.ones((len(y), 1)), *blocks]) * np.sqrt(w)[:, None]
    fitted = x @ np.linalg.lstsq(x, y * np.sqrt(w), rcond=None)[0]
    mean = np.average(y, weights=w)
    return 1 - np.sum((y * np.sqrt(w) - fitted) ** 2) / np.sum(w * (y - mean) ** 2)


def importance(kinds, rows):
    """Drivers with one level are left out before rows are asked to be complete."""
    drivers = [d for d in range(len(kinds)) if len({row[2][d] for row in rows} - {None}) > 1]
    complete = [row for row in rows if all(row[2][d] is not None for d in drivers)]
    y = np.array([row[0] for row in complete], float)
    w = np.array([1e6 / row[1] for row in complete])
    blocks = {d: columns(kinds[d], [row[2][d] for row in complete]) for d in drivers}
    parts = dict.fromkeys(drivers, 0.0)
    orders = list(itertools.permutations(drivers))
    for order in orders:
        before = 0.0
        for at, driver in enumerate(order):
            now = r_squared([blocks[d] for d in order[: at + 1]], y, w)
            parts[driver] += (now - before) / len(orders)
            before = now
    whole = r_squared([blocks[d] for d in drivers], y, w)
    return {
        "kinds": kinds,
        "rows": rows,
        "complete": len(complete),
        "r_squared": whole,
        "left_out": [d for d in range(len(kinds)) if d not in drivers],
        "drivers": [[d, blocks[d].shape[1], parts[d], 100 * parts[d] / whole] for d in drivers],
    }


def answers(n, kinds, levels, effects, weighted, missing=0.0, also=None):
    """Drivers that go together a little, and a rating of 0 to 10 that goes with them."""
    rows = []
    for _ in range(n):
        common = rng.normal()
        codes = [int(min(max(round(l / 2 + common * l / 6 + rng.normal() * l / 4), 1), l)) for l in levels]
        pull = sum(e * math.sin(c * 1.7) if k == "levels" else e * c / l for k, c, l, e in zip(kinds, codes, levels, effects))
        rating = int(min(max(round(5 + pull + rng.normal() * 1.5), 0), 10))
        codes = [None if rng.random() < missing else code for code in codes]
        codes += also(codes) if also else []
        rows.append([rating, int(rng.choice(CHANCES)) if weighted else CHANCES[0], codes])
    return rows


def importances():
    two = ["levels", "levels"]
    mixed = ["levels", "number", "levels"]
    five = ["levels", "number", "number", "levels", "number"]
    rare = answers(140, two, [3, 4], [2, 1], False)
    rare[7][2][0] = 60_000
    return [
        importance(two, answers(130, two, [3, 5], [2, 1], False)),
        importance(mixed, answers(170, mixed, [4, 5, 3], [1.5, 3, 0], True, missing=0.05)),
        importance(five, answers(240, five, [4, 5, 7, 3, 5], [1, 3, 2, 0.5, 0], True)),
        # The third says what the first says, the fourth part of it; the fifth never varies.
        importance(
            two + ["levels", "number", "number"],
            answers(150, two, [4, 3], [2, 1], True, also=lambda c: [10 - c[0], int(c[0] > 2), 8]),
        ),
        importance(two, rare),
        # Far from 0, where sums of squares lose digits.
        importance(["number"], [[r, a, [c[0] + 65_000]] for r, a, c in answers(110, ["number"], [5], [4], True)]),
    ]


def impact(metric, with_, without):
    """Histograms of ratings on the metric's scale, from its lowest rating on."""
    first, neutral, favourable = {"nps": (0, 7, 9), "csat": (1, 3, 4)}[metric]
    n, m = sum(with_), sum(without)

    def sides(counts):
        up = sum(c for r, c in enumerate(counts, first) if r >= favourable)
        return up, sum(c for r, c in enumerate(counts, first) if r < neutral)

    (up, down), (other_up, other_down) = sides(with_), sides(without)
    if metric == "nps":
        difference = 100 * ((up - down) / n - (other_up - other_down) / m)

        def adjusted(up, down, n):
            p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
            return p - d, (p + d - (p - d) ** 2) / (n + 3)

        (a, va), (b, vb) = adjusted(up, down, n), adjusted(other_up, other_down, m)
        margin = Z * math.sqrt(va + vb)
        low, high = 100 * (a - b - margin), 100 * (a - b + margin)
        low, high = min(low, difference), max(high, difference)
    else:
        difference = 100 * (up / n - other_up / m)
        low, high = (100 * end for end in confint_proportions_2indep(up, n, other_up, m, method="newcomb"))
    p = n / (n + m)
    fewer, more = proportion_confint(n, n + m, method="wilson")
    down, up = (p - fewer, more - p) if difference >= 0 else (more - p, p - fewer)
    ends = [
        p * difference - math.sqrt((p * (difference - low)) ** 2 + (difference * down) ** 2),
        p * difference + math.sqrt((p * (high - difference)) ** 2 + (difference * up) ** 2),
    ]
    if low >= 0:
        ends[0] = max(ends[0], 0)
    if high <= 0:
        ends[1] = min(ends[1], 0)
    return {
        "metric": metric,
        "with": with_,
        "without": without,
        "figures": [100 * p, difference, low, high, p * difference, *ends],
    }


def impacts():
    def counts(length, n, tilt):
        shape = np.exp(tilt * np.arange(length) / length)
        return [int(count) for count in rng.multinomial(n, shape / shape.sum())]

    cases = [(60, 0.5, 300, 2), (25, 2, 40, 1), (200, 3, 90, -1), (12, 1, 500, 1), (90, 1.4, 90, 1.5)]
    lengths = {"nps": 11, "csat": 5}
    return [impact(m, counts(l, n, t), counts(l, k, s)) for m, l in lengths.items() for n, t, k, s in cases]


def wilson(part, whole, n):
    low, high = proportion_confint(part / whole * n, n, method="wilson")
    return [100 * part / whole, 100 * low, 100 * high]


def money(orders):
    """CSAT ratings, values in minor units, chances."""
    rating, value, asked = (np.array(column, float) for column in zip(*orders))
    w = 1e6 / asked
    wx = w * value
    effective = wx.sum() ** 2 / (wx**2).sum()
    bands = [rating >= 4, rating == 3, rating <= 2]
    n, average = len(orders), wx.sum() / w.sum()
    error = math.sqrt(n / (n - 1) * ((w * (value - average)) ** 2).sum()) / w.sum()
    # Student's t, by the terms of its expansion that the crate takes.
    d = n - 1
    t = Z + (Z**3 + Z) / (4 * d) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * d * d)
    factor = math.exp(t * error / average)
    return {
        "orders": orders,
        "raw": [int(value[band].sum()) for band in bands],
        "values": [wx[band].sum() for band in bands],
        "shares": [wilson(wx[band].sum(), wx.sum(), effective) for band in bands],
        "average": [average, average / factor, average * factor],
    }


def monies():
    def order(sigma, weighted):
        z = rng.normal()
        rating = int(min(max(round(3.5 - 0.6 * z + rng.normal()), 1), 5))
        return [rating, int(80_000 * math.exp(sigma * z)) + 1, int(rng.choice(CHANCES)) if weighted else CHANCES[0]]

    return [money([order(s, w) for _ in range(n)]) for n, s, w in [(40, 0.5, False), (150, 1.2, True), (8, 1.2, True)]]


def expectation(counts):
    """Worse, as expected and better, for each chance."""
    rows = [(1e6 / asked, side) for asked, sides in counts for side, n in enumerate(sides) for _ in range(n)]
    w = np.array([weight for weight, _ in rows])
    sides = [sum(weight for weight, side in rows if side == at) for at in range(3)]
    return {"counts": counts, "shares": [wilson(side, w.sum(), w.sum() ** 2 / (w**2).sum()) for side in sides]}


def expectations():
    return [
        expectation([[1_000_000, [10, 55, 35]]]),
        expectation([[250_000, [3, 8, 2]], [500_000, [10, 0, 31]], [1_000_000, [7, 40, 12]]]),
        expectation([[1, [1, 0, 0]], [1_000_000, [0, 50, 3]]]),
    ]


def lines(cases):
    return ",\n".join(json.dumps(case) for case in cases)


figures = {
    "importance": importances(),
    "impact": impacts(),
    "money": monies(),
    "expectation": expectations(),
}
print("{" + ",\n".join(f'"{name}": [\n{lines(cases)}\n]' for name, cases in figures.items()) + "}")
