"""Writes estimates.csv: the figures of this crate as scipy and statsmodels work them out, or numpy by the formula.

    python -m venv venv && venv/bin/pip install numpy scipy statsmodels
    venv/bin/python shared/score/tests/reference/estimates.py

A fixed seed: the same file each time. `tests/reference.rs` reads it. A row is a kind, what is put in, what comes out.
A sample is written `chance:count count ...`, one count per rating from 0, its chances separated by `/`.
Written with numpy 2.4, scipy 1.17 and statsmodels 0.15.
"""

import csv
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

METRICS = {  # scale, lowest favourable rating, highest unfavourable one, whether the score is a difference
    "nps": (0, 10, 9, 6, True),
    "csat": (1, 5, 4, 2, False),
    "ces": (1, 7, 5, 3, False),
    "enps": (0, 10, 9, 6, True),
    "stars": (1, 5, 4, 2, False),
    "thumbs": (0, 1, 1, 0, False),
}
Z95 = norm.ppf(0.975)
random = np.random.default_rng(20261122)
rows = []


def write(kind, *fields):
    plain = lambda field: f"{field:.13g}" if isinstance(field, (float, np.floating)) else str(field)
    rows.append([kind, *map(plain, fields)])


def settle(low, high, lowest, highest, point):
    """Cut to the range, stretched to the point."""
    return min(max(low, lowest), point), max(min(high, highest), point)


def adjusted(promoters, detractors, n):
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    return 100 * (p - d), 1e4 * (p + d - (p - d) ** 2) / (n + 3)


def adjusted_wald(promoters, detractors, n):
    centre, variance = adjusted(promoters, detractors, n)
    margin = Z95 * np.sqrt(variance)
    return settle(centre - margin, centre + margin, -100, 100, 100 * (promoters - detractors) / n)


def wilson(part, n):
    low, high = proportion_confint(part, n, method="wilson")
    return 100 * low, 100 * high


def a_sample(metric, largest=400, chances=1):
    """Counts by chance; often with ratings that nobody gave, or that everybody did."""
    lowest, highest, *_ = METRICS[metric]
    sample = {}
    for chance in random.permutation([1_000_000, 500_000, 200_000, 50_000, 1_234])[:chances]:
        shape = random.dirichlet(np.full(highest - lowest + 1, random.choice([0.1, 0.5, 3])))
        counts = random.multinomial(random.integers(1, largest), shape)
        sample[int(chance)] = [0] * lowest + [int(count) for count in counts]
    return sample


def text(sample):
    return "/".join(f"{chance}:{' '.join(map(str, counts))}" for chance, counts in sample.items())


class Weighted:
    """Each answer on its own line, with its weight."""

    def __init__(self, metric, sample):
        self.lowest, self.highest, favourable, unfavourable, _ = METRICS[metric]
        ratings, weights = [], []
        for chance, counts in sample.items():
            of_chance = np.repeat(np.arange(len(counts)), counts)
            ratings.append(of_chance)
            weights.append(np.full(len(of_chance), 1e6 / chance))
        ratings, weights = np.concatenate(ratings), np.concatenate(weights)
        self.n = weights.sum() ** 2 / (weights**2).sum()
        self.up = np.average(ratings >= favourable, weights=weights) * self.n
        self.down = np.average(ratings <= unfavourable, weights=weights) * self.n
        self.mean = np.average(ratings, weights=weights)
        self.variance = np.average((ratings - self.mean) ** 2, weights=weights)

    def mean_interval(self):
        ends = np.array([self.lowest, self.highest] * 2, dtype=float)
        n = self.n + 4
        centre = (self.n * self.mean + ends.sum()) / n
        squares = self.n * (self.variance + (self.mean - centre) ** 2) + ((ends - centre) ** 2).sum()
        low, high = norm.interval(0.95, loc=centre, scale=np.sqrt(squares / n / n))
        return settle(low, high, self.lowest, self.highest, self.mean)


def share_change(now, before):
    difference = 100 * (now.up / now.n - before.up / before.n)
    ends = lambda alpha: 100 * np.array(
        confint_proportions_2indep(now.up, now.n, before.up, before.n, method="newcomb", compare="diff", alpha=alpha)
    )
    low, high = ends(0.05)
    nearest = (lambda z: ends(2 * norm.sf(z))[0]) if difference > 0 else (lambda z: -ends(2 * norm.sf(z))[1])
    if abs(difference) < 1e-9:
        p = 1.0
    elif nearest(37) > 0:
        p = 0.0
    else:
        p = 2 * norm.sf(brentq(nearest, 0, 37, xtol=1e-14, rtol=1e-14))
    return difference, low, high, float(p)


def net_change(now, before):
    difference = 100 * ((now.up - now.down) / now.n - (before.up - before.down) / before.n)
    (a, variance_a), (b, variance_b) = adjusted(now.up, now.down, now.n), adjusted(before.up, before.down, before.n)
    error = np.sqrt(variance_a + variance_b)
    low, high = settle(*norm.interval(0.95, loc=a - b, scale=error), -200, 200, difference)
    p = 2 * norm.sf(abs(a - b) / error) if difference * (a - b) > 0 else 1.0
    return difference, low, high, float(p)


def mover(coefficients, scores):
    c, (value, low, high) = np.array(coefficients), np.array(scores).T
    below = np.where(c > 0, value - low, high - value)
    above = np.where(c > 0, high - value, value - low)
    centre = c @ value
    return centre, centre - np.sqrt(((c * below) ** 2).sum()), centre + np.sqrt(((c * above) ** 2).sum())


def a_score():
    n = int(random.integers(1, 300))
    part = int(random.integers(0, n + 1))
    return (100 * part / n, *wilson(part, n))


def main():
    for part, n in [(0, 1), (1, 1), (0, 20), (20, 20), (1, 29), (81, 263), (10**6, 10**6), (3, 10**9)]:
        write("wilson", part, n, *wilson(part, n))
    for p, d, n in [(1, 0, 1), (0, 1, 1), (0, 0, 1), (60, 15, 100), (0, 0, 50), (10**6, 0, 10**6), (7, 7, 14)]:
        write("nps", p, d, n, *adjusted_wald(p, d, n))
    for _ in range(25):
        n = int(10 ** random.uniform(0, 6))
        p = int(random.integers(0, n + 1))
        d = int(random.integers(0, n - p + 1))
        write("wilson", p, n, *wilson(p, n))
        write("nps", p, d, n, *adjusted_wald(p, d, n))

    for metric, (*_, net) in METRICS.items():
        for chances in [1, 1, 2, 2, 3, 5]:
            sample = a_sample(metric, random.choice([2, 30, 400]), chances)
            figures = Weighted(metric, sample)
            up, down, n = figures.up, figures.down, figures.n
            score = (100 * (up - down) / n, *adjusted_wald(up, down, n)) if net else (100 * up / n, *wilson(up, n))
            write("score", metric, text(sample), n, *score)
            write("favourable", metric, text(sample), 100 * up / n, *wilson(up, n))
            write("mean", metric, text(sample), figures.mean, *figures.mean_interval())
        for chances in [1, 1, 1, 1, 1, 2, 2, 2, 3]:
            size = random.choice([2, 30, 400])
            now, before = a_sample(metric, size, chances), a_sample(metric, random.choice([size, 400]))
            change = (net_change if net else share_change)(Weighted(metric, now), Weighted(metric, before))
            write("change", metric, text(now), text(before), *change)
    # The adjusted difference has the other sign; hardly a difference; no difference; nothing but difference.
    for metric, now, before in [
        ("nps", [0] * 9 + [1, 0], [0] * 7 + [100, 0, 9900, 0]),
        ("thumbs", [500, 501], [501, 500]),
        ("thumbs", [3, 7], [30, 70]),
        ("thumbs", [0, 9000], [9000, 0]),
        ("nps", [0] * 9 + [9000, 0], [9000] + [0] * 10),
    ]:
        now, before = {1_000_000: now}, {1_000_000: before}
        change = (net_change if metric == "nps" else share_change)(Weighted(metric, now), Weighted(metric, before))
        write("change", metric, text(now), text(before), *change)

    for _ in range(25):
        now, before = a_score(), a_score()
        difference, low, high = mover([1.0, -1.0], [now, before])
        margin = difference - low if difference > 0 else high - difference
        p = 2 * norm.sf(Z95 * abs(difference) / margin)
        write("of_scores", *now, *before, difference, low, high, p)
        weights = [float(weight) for weight in random.integers(0, 5, random.integers(1, 6))] + [1.5]
        scores = [a_score() for _ in weights]
        parts = "/".join(" ".join(map(repr, map(float, part))) for part in zip(weights, *zip(*scores)))
        write("roll_up", parts, *mover(np.array(weights) / sum(weights), scores))

    for _ in range(25):
        q = float(random.choice([0.01, 0.05, 0.2]))
        p = np.round(random.random(random.integers(1, 20)) ** random.choice([1, 4]), 4)
        told, *_ = multipletests(p, alpha=q, method="fdr_bh")
        write("told", " ".join(map(str, p)), q, " ".join(str(int(one)) for one in told))

    with open(Path(__file__).with_name("estimates.csv"), "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


main()
