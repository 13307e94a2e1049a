title = { $journey }: how the journey scores
period = 28 days to { $date }
simulated = Simulated data
simulated-more = No customer gave these answers.
version = version { $version } of the journey

months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
date = { $day } { $month } { $year }
clock = { $hour }:{ $minute }
days = { $n ->
        [one] { $count } day
       *[other] { $count } days
    }
range = { $low } to { $high }
week-short = W{ $week }
phase-before = Before the purchase
phase-during = During the purchase
phase-after = After the purchase

targets = { $met } of { $n ->
        [one] { $count } stage
       *[other] { $count } stages
    } on target
targets-missed = { $count } missed
targets-cant-tell = { $count } can’t tell
targets-none = No stage has a target yet
moved-up = { $stage } rose { $change }, and that is real.
moved-down = { $stage } fell { $change }, and that is real.
moved-none = No stage has provably moved since the 28 days before.
points = { $n ->
        [one] { $count } point
       *[other] { $count } points
    }
percentage-points = { $n ->
        [one] { $count } percentage point
       *[other] { $count } percentage points
    }

journey = The journey
stages = Stage by stage
answers = { $n ->
        [one] { $count } answer
       *[other] { $count } answers
    }
answers-of = { $n ->
        [one] { $answers } of { $count } answer
       *[other] { $answers } of { $count } answers
    }
answers-none = No answers
few = few answers
too-few = too few
interval = 95% interval { $range }
verdict-up = up { $change }
verdict-down = down { $change }
verdict-cant-tell = can’t tell if it moved
since = since the 28 days before ({ $before })
since-unsure = { $change } since the 28 days before, 95% interval { $range }
since-too-few = too few answers to compare with the 28 days before
target = Target { $score } by { $date }
target-met = met
target-missed = missed
target-cant-tell = can’t tell
target-none = No target
owner = Owner
no-survey = No survey yet

trust = How far to trust this
as-of = Complete to
as-of-never = nothing counted yet
answer-rate = Answer rate
answer-rate-closed = { $share } of { $count } delivered, asked { $from } to { $until }
answer-rate-open = { $share } of { $count } delivered so far; links are still open
answer-rate-none = no email delivered yet
few-stages = Few answers
few-stages-none = no stage
not-sent = Clicked, not sent
not-sent-of = { $n ->
        [0] none
       *[other] { $count }: { $people } like people, { $scanners } like mail scanners
    }
promise = Promise
promise-kept = Kept for { $share }% (95% interval { $range }) of the { $count } who said.
promise-too-few = { $count } have said whether it was kept: too few to tell.
with-clicks = Counting { $count } clicked, not sent
without-clicks = Without { $count } clicked, not sent

chart = { $stage }, { $metric } per week from { $from } to { $until }.
chart-latest = Latest: { $week }, { $score }, 95% interval { $range }.
chart-target = Target: { $score }.
chart-key = Line and dots: score per week. Band: 95% interval.
chart-key-target = Dashed: the target, { $score }.
chart-key-too-few = Hollow: too few answers.
chart-none = No week has enough answers for a score yet.
changes = What was changed
numbers = The numbers
week = Week
score = Score
other-surveys = Other surveys here
survey = Survey
metric = Metric

funnel = From touchpoints to answers
funnel-note = By the day due, { $from } to { $until }. Links work for { $life }, so the newest can still be answered.
touchpoints = Touchpoints
invited = Invited
sent = Sent
delivered = Delivered
clicked = Clicked
answered = Answered
so-far = so far
scrolls = Wide table, scrolls sideways
quiet-heading = Quiet periods leave many out.
quiet-advice = Those who are asked then say little of everybody. Shorten the quiet period, or ask at fewer stages.
quiet-warning = { $stage }: { $share } of what happened was not asked about, for the customer had been asked recently.
reasons = Why some were not asked
reason = Reason
step-skipped = At the touchpoint
step-skipped-at-send = At sending
step = When
count = Count
reason-no_address = no email address
reason-bad_address = nobody can be mailed at the address
reason-no_notice = not told that they may be asked
reason-excluded = left out by the journey (exclude)
reason-not_included = outside the survey’s conditions
reason-not_sampled = left out by sampling
reason-voided = refunded, cancelled or re-opened
reason-too_late = too late to ask
reason-bounced = the address has bounced
reason-complained = marked an earlier mail as spam
reason-opted_out = do not want to be asked
reason-erased = wanted to be forgotten
reason-quiet_period = asked something else too recently
reason-asked_recently = asked this too recently
reason-outranked = a more important survey went first
reason-flood = too many asks in a day
reason-shadow = the journey is in shadow mode
reason-not_in_pilot = not in the pilot
reason-not_published = the survey is not published any more
reason-refused = the mail was refused

unknown = What we can’t tell yet
unknown-score = { $stage }: what the score is. So far { $answers } in 28 days.
unknown-move = { $stage }: whether it moved since the 28 days before.
unknown-target = { $stage }: whether the target is met. It lies inside the interval.
unknown-rate = The final answer rate of those asked after { $date }: their links are still open.
unknown-silent = What those who did not answer would have said. No interval knows that.

definitions = What the numbers mean
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Stars
metric-thumbs = Thumbs
define-nps = How likely customers are to recommend, 0 to 10. The share of 9 and 10 less the share of 0 to 6, in points from −100 to 100.
define-csat = How satisfied customers are, 1 to 5. The share of 4 and 5, in percent.
define-ces = Whether it was made easy, 1 to 7. The share of 5 to 7, in percent.
define-enps = How likely employees are to recommend their workplace, 0 to 10. The share of 9 and 10 less the share of 0 to 6, in points from −100 to 100.
define-stars = One to five stars. The share of four and five stars, in percent.
define-thumbs = Thumb up or down. The share of thumbs up, in percent.
define-interval = Interval
define-interval-net = The adjusted Wald interval (Rocks 2016): asking everybody would give a score inside such an interval about 19 times in 20.
define-interval-share = The Wilson interval: asking everybody would give a share inside such an interval about 19 times in 20.
define-verdict = Up, down
define-verdict-text = Said only where the 95% interval of the difference does not hold 0. Otherwise: can’t tell, which is not the same as unchanged.
define-target = Met, missed
define-target-text = Met where the whole interval is at the target or above, missed where it is all below. Otherwise: can’t tell.
define-minimum = Minimum
define-minimum-text = { $n ->
        [0] Every score is shown, however few the answers. Up to 29 are marked as few.
       *[other] Below { $count } answers the count is shown and the score is not. Up to 29 are marked as few.
    }

first = What to do first
first-gap = { $stage } is { $gap } below its target, and { $reach }.
first-reach = { $n ->
        [one] it was met { $count } time in 28 days
       *[other] it was met { $count } times in 28 days
    }
first-unsure = That could be chance: the target lies inside the interval.
first-fell = It fell { $change } since the 28 days before, and that is real.
first-driver = Those with “{ $option }” score { $difference } lower.
first-money = { $share }% of the order value (95% interval { $range }) stands behind dissatisfied answers.
first-few = { $stage } has { $answers }: too few to act on. Ask more of its customers, or wait.
first-none = Nothing stands out.
silent = Not heard from
silent-none = nothing: every survey fires as it usually does
alarm-silent = { $stage }: the survey { $survey } has had no touchpoint for { $days }, where { $usual } are usual.
alarm-bounces = { $now } of last week’s mails bounced, { $before } of the weeks before.
alarm-scanners = { $now } of last week’s mails were clicked as scanners do and not answered, { $before } of the weeks before.
alarm-late = Nothing has been counted since { $time }.
mean = Mean rating { $mean } (95% interval { $range }), on a scale from { $lowest } to { $highest }.
expectation = Beside what they had expected: worse for { $worse }% (95% interval { $worse_range }), better for { $better }% ({ $better_range }) of the { $count } who said.
expectation-too-few = { $count } have said what it was like beside what they had expected: too few to tell.
before = Before
after = Since
change-up = up { $change }
change-down = down { $change }
change-cant-tell = can’t tell whether it made a difference
comments = The newest comments, the lowest ratings first
rating-of = { $rating } of { $highest }
drivers = What goes with the ratings
drivers-note = Associated with the score in the last 90 days, never shown to cause it. Corrected for how many are compared.
drivers-explained = Together they go with { $share } of the differences between ratings.
drivers-refused = How much each matters beside the others can’t be told yet: too few answers know them all.
driver = Driver
driver-share = Share of that
option = Who said or had
option-share = Share
option-difference = Score beside the others
option-impact = In the score of all
money = The money behind the answers
money-note = Order values of those who answered in the last 28 days, weighted back to everybody. At risk: behind dissatisfied answers; not what will be lost.
stage = Stage
orders = Orders
value = Value
value-favourable = Satisfied
value-neutral = Neutral
value-at-risk = At risk
value-share = Of all

digest-subject = { $period }: { $moved }, { $targets }
digest-heading = { $journey }, { $period }
digest-week = Week { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage } up { $change } (sure)
digest-down = { $stage } down { $change } (sure)
digest-still = nothing has surely moved
digest-answers = { $answers }.
digest-moved = What has really moved
digest-stages = The stages
digest-comments = What customers say
digest-shadow = { $n ->
        [one] Shadow mode: nobody was mailed, { $count } customer would have been.
       *[other] Shadow mode: nobody was mailed, { $count } customers would have been.
    }
digest-complete = Counted to { $time }.
digest-attached = The report and the workbook are attached.
digest-why = You get this as an owner in the journey file. digest = "off" under [report] ends it.
export-failed = The export of { $journey } failed
export-failed-what = The files of { $date } could not be made, or not all be put in their folder. What is there is from before; where manifest.json is missing, it is not whole.
export-failed-next = The next export tries again. Whoever runs Glimt finds the reason in the log of export.
