## Answering

choose = Vælg det tal, der passer bedst.
choose-thumbs = Vælg det, der passer bedst.
one-tap = Ét tryk tilbage: Send svaret.
end = { $rating } = { $label }
comment = Vil du uddybe?
optional = valgfrit
comment-hint = Skriv ikke adgangskoder, kortnumre eller CPR-nummer.
send = Send svaret
languages = Sprog
title = { $question } – { $company }
error-title = Fejl: { $title }
error-missing = Vælg et svar, før du sender.
error-off-scale = Vælg et af svarene på skalaen, før du sender.
error-not-saved = Svaret blev ikke gemt. Prøv igen om lidt.

## After the rating

more-one = Ét spørgsmål mere, hvis du vil
more-two = To spørgsmål mere, hvis du vil
several = Du kan vælge flere.
yes = Ja
no = Nej
send-more = Send
skip = Spring over
error-not-a-reply = Vælg blandt de svar, der vises her.
error-not-asked = Der blev sendt noget, som der ikke spørges om her. Svar på det, du ser, eller spring over.

## Afterwards

thanks = Tak!
thanks-saved = Dit svar er gemt.
thanks-next = Det går til dem, der har ansvaret for »{ $stage }« hos { $company }.
thanks-change = Ret svaret
thanks-close = Du kan lukke siden.
contact = Vil du have, at vi kontakter dig om det?
contact-yes = Ja, kontakt mig
contact-wanted = Du vil gerne kontaktes. { $company } får besked om det.
contact-no = Nej, kontakt mig ikke
told = Det har kundernes svar ført til
told-what = »{ $stage }«: { $change }
review = Skriv en offentlig anmeldelse

## Opting out

opt-out = Vil du ikke have flere spørgsmål?
opt-out-nameless = Du bestemmer selv. Dit valg gælder fra nu af, og du kan fortryde.
opt-out-what = Du bestemmer selv, hvad { $company } må spørge dig om. Dit valg gælder fra nu af, og du kan fortryde.
opt-out-all = Stop alle spørgsmål
opt-out-stage = Stop kun spørgsmål om »{ $stage }«
opt-out-kind = Stop kun denne type spørgsmål
opted-out = Det er ordnet
opted-out-all = Du får ikke flere spørgsmål fra { $company }.
opted-out-all-nameless = Du får ikke flere spørgsmål fra os.
opted-out-stage = Du får ikke flere spørgsmål om »{ $stage }« fra { $company }.
opted-out-kind = Du får ikke flere spørgsmål af denne type.
undo = Fortryd
undone = Fortrudt
undone-what = Så må vi gerne spørge dig igen.

## When there is nothing to show

neutral = Dette link virker ikke
neutral-why = Det kan være for gammelt, eller også kom det ikke helt med fra mailen. Du behøver ikke gøre noget.
unavailable = Det lykkedes ikke lige nu
unavailable-why = Prøv igen om lidt. Linket virker stadig.

## Who asks

privacy = Sådan behandler vi personoplysninger
