//! One survey's weekly scores as an SVG that takes its colours from the page.

use anyhow::Result;
use jiff::civil::Date;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use score::Score;

/// What is drawn.
pub(crate) struct Chart {
    /// Said instead of the picture.
    pub label: String,
    /// One after the other, in time.
    pub weeks: Vec<Week>,
    pub target: Option<f64>,
    /// Dates that are marked with the numbers 1, 2, 3 …
    pub changes: Vec<Date>,
    /// The range that the score can lie in.
    pub range: (f64, f64),
}

/// One point on the line.
pub(crate) struct Week {
    pub monday: Date,
    /// Under the axis.
    pub label: String,
    pub score: Option<Score>,
    /// Drawn hollow and off the line.
    pub too_few: bool,
}

/// On wide pages and on paper.
pub(crate) const WIDE: (u32, u32) = (880, 240);
/// On phones.
pub(crate) const NARROW: (u32, u32) = (320, 220);

// Stand-ins: `on_page` replaces them by colours of the page.
const INK: RGBColor = RGBColor(1, 0, 0);
const MUTED: RGBColor = RGBColor(2, 0, 0);
const GRID: RGBColor = RGBColor(3, 0, 0);
const SCORE: RGBColor = RGBColor(4, 0, 0);
const TARGET: RGBColor = RGBColor(5, 0, 0);
const CHANGE: RGBColor = RGBColor(6, 0, 0);
const PAGE: RGBColor = RGBColor(7, 0, 0);
const ON_PAGE: [(&str, &str); 9] = [
    ("\"#010000\"", "\"var(--ink)\""),
    ("\"#020000\"", "\"var(--muted)\""),
    ("\"#030000\"", "\"var(--line)\""),
    ("\"#040000\"", "\"var(--accent)\""),
    ("stroke=\"#050000\"", "stroke=\"var(--ink)\" stroke-dasharray=\"6 4\""),
    ("stroke=\"#060000\"", "stroke=\"var(--muted)\" stroke-dasharray=\"2 3\""),
    ("\"#050000\"", "\"var(--ink)\""),
    ("\"#060000\"", "\"var(--muted)\""),
    ("\"#070000\"", "\"var(--card)\""),
];
const TEXT: f64 = 13.0 * 1.24;

impl Chart {
    /// The picture in this size, for putting into a page as it stands.
    pub fn draw(&self, (width, height): (u32, u32), number: &dyn Fn(f64) -> String) -> Result<String> {
        let mut svg = String::new();
        self.draw_to(&SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area(), number)?;
        Ok(self.on_page(svg))
    }

    fn draw_to(
        &self,
        area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
        number: &dyn Fn(f64) -> String,
    ) -> Result<()> {
        let (low, high, step) = self.ticks();
        let ticks: Vec<i32> =
            (0..).map(|i| low + step * f64::from(i)).take_while(|tick| *tick <= high).map(y).collect();
        let (low, high) = (y(low), y(high));
        let labels_fit = area.dim_in_pixel().0 as usize / 55;
        let every = self.weeks.len().div_ceil(labels_fit).max(1);
        let marked: Vec<i32> = (0..self.weeks.len()).rev().step_by(every).map(x).collect();
        let end = x(self.weeks.len()) - WEEK / 2;
        let text = ("sans-serif", TEXT).into_font();
        let mut plot = ChartBuilder::on(area)
            .margin_top(18)
            .margin_right(12)
            .x_label_area_size(30)
            .y_label_area_size(48)
            .build_cartesian_2d((0..end).with_key_points(marked), (low..high).with_key_points(ticks))?;
        plot.configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(TRANSPARENT)
            .set_all_tick_mark_size(8)
            .label_style(text.clone().color(&MUTED))
            .x_label_formatter(&|x| {
                self.weeks.get((*x / WEEK) as usize).map_or(String::new(), |week| week.label.clone())
            })
            .y_label_formatter(&|y| number(f64::from(*y) / POINT))
            .draw()?;
        for (date, name) in self.changes.iter().zip(1..) {
            let Some(x) = self.place(*date) else { continue };
            plot.draw_series([PathElement::new(vec![(x, low), (x, high)], CHANGE.stroke_width(1))])?;
            let above = text.clone().color(&INK).pos(Pos::new(HPos::Center, VPos::Bottom));
            plot.draw_series([Text::new(format!("{name}"), (x, high), above)])?;
        }
        if let Some(target) = self.target {
            plot.draw_series([PathElement::new(vec![(0, y(target)), (end, y(target))], TARGET.stroke_width(1))])?;
        }
        for run in self.runs() {
            let lower = run.iter().map(|(x, score)| (*x, y(score.interval.low)));
            let upper = run.iter().rev().map(|(x, score)| (*x, y(score.interval.high)));
            let outline: Vec<_> = lower.chain(upper).collect();
            if run.len() > 1 {
                plot.draw_series([Polygon::new(outline, SCORE.mix(0.16))])?;
            } else {
                plot.draw_series([PathElement::new(outline, SCORE.mix(0.3).stroke_width(6))])?;
            }
            let line = run.iter().map(|(x, score)| (*x, y(score.value)));
            plot.draw_series([PathElement::new(line.collect::<Vec<_>>(), SCORE.stroke_width(2))])?;
        }
        for (week, place) in self.weeks.iter().zip(0..) {
            let Some(score) = week.score else { continue };
            let at = (x(place), y(score.value));
            plot.draw_series([Circle::new(at, 4, if week.too_few { MUTED } else { SCORE }.filled())])?;
            if week.too_few {
                plot.draw_series([Circle::new(at, 2, PAGE.filled())])?;
            }
        }
        area.present()?;
        Ok(())
    }

    /// Weeks in a row whose score may be shown, each with its place on the axis.
    fn runs(&self) -> Vec<Vec<(i32, Score)>> {
        let mut runs = vec![vec![]];
        for (week, place) in self.weeks.iter().zip(0..) {
            match (week.score.filter(|_| !week.too_few), runs.last_mut()) {
                (Some(score), Some(run)) => run.push((x(place), score)),
                _ => runs.push(vec![]),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// The range of the axis, with a step that makes four to six ticks: wide enough for everything that is
    /// drawn, and not so narrow that noise looks like news.
    fn ticks(&self) -> (f64, f64, f64) {
        let intervals = self.weeks.iter().filter_map(|week| {
            let score = week.score?;
            Some(if week.too_few { [score.value; 2] } else { [score.interval.low, score.interval.high] })
        });
        let drawn: Vec<f64> = intervals.flatten().chain(self.target).collect();
        let lowest = drawn.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = drawn.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if lowest > highest {
            return (self.range.0, self.range.1, (self.range.1 - self.range.0) / 4.0);
        }
        let step = [10.0, 20.0, 25.0, 50.0].into_iter().find(|step| highest - lowest <= 4.0 * step).unwrap_or(50.0);
        // A line on the lowest tick would run into the labels below it.
        let low = ((lowest / step - 0.1).floor() * step).max(self.range.0);
        let high = ((highest / step).ceil() * step).max(low + 2.0 * step).min(self.range.1);
        (low.min(high - 2.0 * step), high, step)
    }

    /// Where a date lies on the axis; None outside the chart.
    fn place(&self, date: Date) -> Option<i32> {
        let days = self.weeks.first()?.monday.until(date).ok()?.get_days();
        (0..self.weeks.len()).contains(&usize::try_from(days.div_euclid(7)).ok()?).then_some(days * WEEK / 7)
    }

    fn on_page(&self, svg: String) -> String {
        let drawn = ON_PAGE.iter().fold(svg, |svg, (stand_in, colour)| svg.replace(stand_in, colour));
        let label = minijinja::HtmlEscape(&self.label).to_string();
        drawn.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1)
    }
}

/// The axes count in whole numbers: half days, and hundredths of a point.
const WEEK: i32 = 14;
const POINT: f64 = 100.0;

/// The middle of the week at this place.
fn x(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX / WEEK - 1) * WEEK + WEEK / 2
}

fn y(score: f64) -> i32 {
    (score * POINT).round() as i32
}
