# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.

## What happened: the subject, and why this mail came

subject-order-paid = How was it to shop at { $company }?
    .short = How was it to shop with us?
why-order-paid = You got this email because order { $reference } was paid on { $date }.

subject-order-fulfilled = Order { $reference } from { $company } is on its way. How was it?
    .short = Order { $reference } is on its way. How was it?
why-order-fulfilled = You got this email because order { $reference } was shipped on { $date }.

subject-order-delivered = How was the delivery of order { $reference } from { $company }?
    .short = How was the delivery of order { $reference }?
why-order-delivered = You got this email because order { $reference } was delivered on { $date }.

subject-order-overdue = How did it go with order { $reference } from { $company }?
    .short = How did it go with order { $reference }?
why-order-overdue = You got this email because order { $reference } did not arrive on time.

subject-order-refunded = How was the refund of order { $reference } from { $company }?
    .short = How was the refund of order { $reference }?
why-order-refunded = You got this email because order { $reference } was refunded on { $date }.

subject-order-cancelled = How was cancelling order { $reference } at { $company }?
    .short = How was cancelling order { $reference }?
why-order-cancelled = You got this email because order { $reference } was cancelled on { $date }.

subject-return-completed = How was returning order { $reference } to { $company }?
    .short = How was returning order { $reference }?
why-return-completed = You got this email because your return of order { $reference } was completed on { $date }.

subject-ticket-solved = How was the help from { $company } with case { $reference }?
    .short = How was the help with case { $reference }?
why-ticket-solved = You got this email because case { $reference } was solved on { $date }.

subject-ticket-reopened = How is case { $reference } going at { $company }?
    .short = How is case { $reference } going?
why-ticket-reopened = You got this email because case { $reference } was reopened on { $date }.

subject-account-created = How was becoming a customer of { $company }?
    .short = How was becoming a customer of ours?
why-account-created = You got this email because you created an account with { $company } on { $date }.

subject-quote-requested = How was asking { $company } for a quote?
    .short = How was asking us for a quote?
why-quote-requested = You got this email because you asked { $company } for a quote on { $date }.

subject-subscription-cancelled = You have left { $company }. How was your time with us?
    .short = You have left. How was your time with us?
why-subscription-cancelled = You got this email because your subscription with { $company } was cancelled on { $date }.

subject-customer-lapsed = It has been a while. What do you think of { $company }?
    .short = It has been a while. What do you think of us?
why-customer-lapsed = You got this email because you have shopped with { $company } before.

subject-employee-asked = How is { $company } as a place to work?
    .short = How are we as a place to work?
why-employee-asked = You got this email because you work at { $company }.

subject-other = How did it go with { $company }?
    .short = How did it go with us?
why-other = You got this email because you were in contact with { $company } on { $date }.

date = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }

## The question and its scale

preheader = One question. It takes a few seconds.
preheader-reminder = A reminder: one question. It takes a few seconds.
reminder = You have not answered yet. This is the only reminder.
honeypot = Not for people: please do not follow this link.
open = Open in your browser
greeting = Hello { $name },
greeting-nameless = Hello,
hint = Tap the number that fits best, then send your answer on the page that opens.
hint-thumbs = Tap the answer that fits best, then send it on the page that opens.
rating-of = { $rating } of { $top }
end = { $rating } = { $label }
sign-off = Kind regards, { $company }
validity = { $days ->
        [one] You can answer, and change your answer, for one day.
       *[other] You can answer, and change your answer, for { $days } days.
    }

## Who asks

safety = We never ask for BankID, passwords or card numbers.
questions = Questions? Reply to this email or write to
privacy = How we handle personal data
opt-out = Unsubscribe from these emails

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Thumb down
alert-thumb-up = Thumb up
alert-comment = Comment
alert-no-comment = No comment
alert-reference = Order or case
alert-report = Open the report
alert-wants-contact = The customer would like to be contacted.
alert-held = And { $count } more since { $since } that were not mailed.
alert-summary = { $stage }: { $count } more since { $since }
