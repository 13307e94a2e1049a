## Answering

choose = Choose the number that fits best.
choose-thumbs = Choose what fits best.
one-tap = One tap left: Send your answer.
end = { $rating } = { $label }
comment = Would you like to say more?
optional = optional
comment-hint = Please leave out passwords, card numbers and national ID numbers.
send = Send your answer
languages = Language
title = { $question } – { $company }
error-title = Error: { $title }
error-missing = Choose an answer before you send.
error-off-scale = Choose one of the answers on the scale before you send.
error-not-saved = Your answer was not saved. Try again in a moment.

## After the rating

more-one = One more question, if you like
more-two = Two more questions, if you like
several = You can choose several.
yes = Yes
no = No
send-more = Send
skip = Skip
error-not-a-reply = Choose among the answers shown here.
error-not-asked = Something was sent that is not asked here. Answer what you see, or skip it.

## Afterwards

thanks = Thank you!
thanks-saved = Your answer is saved.
thanks-next = It goes to the people who are responsible for “{ $stage }” at { $company }.
thanks-change = Change your answer
thanks-close = You can close this page.
contact = Would you like us to contact you about this?
contact-yes = Yes, contact me
contact-wanted = You would like to be contacted. { $company } is told so.
contact-no = No, do not contact me
told = What customers’ answers have led to
told-what = “{ $stage }”: { $change }
review = Write a public review

## Opting out

opt-out = No more questions?
opt-out-nameless = You decide. Your choice applies from now on, and you can undo it.
opt-out-what = You decide what { $company } may ask you about. Your choice applies from now on, and you can undo it.
opt-out-all = Stop all questions
opt-out-stage = Stop only questions about “{ $stage }”
opt-out-kind = Stop only this kind of question
opted-out = Done
opted-out-all = You will get no more questions from { $company }.
opted-out-all-nameless = You will get no more questions from us.
opted-out-stage = You will get no more questions about “{ $stage }” from { $company }.
opted-out-kind = You will get no more questions of this kind.
undo = Undo
undone = Undone
undone-what = We may ask you again.

## When there is nothing to show

neutral = This link does not work
neutral-why = It may be too old, or part of it may have been lost on its way from the email. There is nothing you need to do.
unavailable = That did not work just now
unavailable-why = Try again in a moment. Your link still works.

## Who asks

privacy = How we handle personal data
