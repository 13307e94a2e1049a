title = { $journey }: slik skårar kundereisa
period = 28 dagar til og med { $date }
simulated = Simulerte data
simulated-more = Ingen kunde har gitt desse svara.
version = versjon { $version } av kundereisa

months = jan. feb. mars april mai juni juli aug. sep. okt. nov. des.
date = { $day }. { $month } { $year }
clock = { $hour }:{ $minute }
days = { $n ->
        [one] { $count } dag
       *[other] { $count } dagar
    }
range = { $low } til { $high }
week-short = v{ $week }
phase-before = Før kjøpet
phase-during = Under kjøpet
phase-after = Etter kjøpet

targets = { $met } av { $n ->
        [one] { $count } steg
       *[other] { $count } steg
    } på mål
targets-missed = { $count } ikkje nådd
targets-cant-tell = { $count } kan ikkje avgjerast
targets-none = Ingen steg har noko mål enno
moved-up = { $stage } gjekk opp { $change }, og det er sikkert.
moved-down = { $stage } gjekk ned { $change }, og det er sikkert.
moved-none = Ingen steg har sikkert flytta seg mot dei 28 dagane før.
points = { $n ->
        [one] { $count } poeng
       *[other] { $count } poeng
    }
percentage-points = { $n ->
        [one] { $count } prosentpoeng
       *[other] { $count } prosentpoeng
    }

journey = Kundereisa
stages = Steg for steg
answers = { $n ->
        [one] { $count } svar
       *[other] { $count } svar
    }
answers-of = { $n ->
        [one] { $answers } av { $count } svar
       *[other] { $answers } av { $count } svar
    }
answers-none = Ingen svar
few = få svar
too-few = for få
interval = 95 %‑intervall { $range }
verdict-up = opp { $change }
verdict-down = ned { $change }
verdict-cant-tell = kan ikkje seie om det flytta seg
since = mot dei 28 dagane før ({ $before })
since-unsure = { $change } mot dei 28 dagane før, 95 %‑intervall { $range }
since-too-few = for få svar til å samanlikne med dei 28 dagane før
target = Mål { $score } innan { $date }
target-met = nådd
target-missed = ikkje nådd
target-cant-tell = kan ikkje avgjerast
target-none = Ikkje noko mål
owner = Eigar
no-survey = Inga undersøking enno

trust = Kor sikkert er dette
as-of = Komplett til
as-of-never = ingenting talt enno
answer-rate = Svardel
answer-rate-closed = { $share } av { $count } leverte, spurde { $from } til { $until }
answer-rate-open = { $share } av { $count } leverte så langt; lenkjene er framleis opne
answer-rate-none = ingen e‑post levert enno
few-stages = Få svar
few-stages-none = ingen steg
not-sent = Klikka, ikkje sendt
not-sent-of = { $n ->
        [0] ingen
       *[other] { $count }: { $people } liknar folk, { $scanners } liknar e‑postskannarar
    }
promise = Løfte
promise-kept = Halde for { $share } % (95 % intervall { $range }) av dei { $count } som har sagt det.
promise-too-few = { $count } har sagt om det blei halde: for få til å seie noko.
with-clicks = Med { $count } klikka, ikkje sendt
without-clicks = Utan { $count } klikka, ikkje sendt

chart = { $stage }, { $metric } per veke frå { $from } til { $until }.
chart-latest = Siste: { $week }, { $score }, 95 %‑intervall { $range }.
chart-target = Mål: { $score }.
chart-key = Linje og punkt: skår per veke. Band: 95 %‑intervall.
chart-key-target = Stipla: målet, { $score }.
chart-key-too-few = Hol: for få svar.
chart-none = Inga veke har nok svar til ein skår enno.
changes = Kva som blei endra
numbers = Tala
week = Veke
score = Skår
other-surveys = Andre undersøkingar her
survey = Undersøking
metric = Måltal

funnel = Frå hendingar til svar
funnel-note = Etter dagen dei skulle spørjast, { $from } til { $until }. Lenkjene verkar i { $life }, så det kan framleis kome svar på dei nyaste.
touchpoints = Hendingar
invited = Inviterte
sent = Sende
delivered = Leverte
clicked = Klikka
answered = Svara
so-far = så langt
scrolls = Brei tabell, kan rullast sidelengs
quiet-heading = Kvileperioden utelèt mange.
quiet-advice = Dei som blir spurde, seier då lite om alle. Kort ned kvileperioden, eller spør færre stader.
quiet-warning = { $stage }: { $share } av hendingane blei ikkje spurde om, for kunden var nyleg spurd.
reasons = Kvifor nokre ikkje blei spurde
reason = Grunn
step-skipped = Ved hendinga
step-skipped-at-send = Ved utsending
step = Når
count = Tal
reason-no_address = inga e‑postadresse
reason-bad_address = ingen kan nåast på adressa
reason-no_notice = har ikkje fått vite at dei kan bli spurde
reason-excluded = utelaten av reisa (exclude)
reason-not_included = utanfor vilkåra til undersøkinga
reason-not_sampled = ikkje med i utvalet
reason-voided = refundert, kansellert eller opna igjen
reason-too_late = for seint å spørje
reason-bounced = adressa har avvist e‑post
reason-complained = har merkt ein tidlegare e‑post som søppelpost
reason-opted_out = vil ikkje bli spurde
reason-erased = ville bli gløymde
reason-quiet_period = nyleg spurde om noko anna
reason-asked_recently = nyleg spurde om dette
reason-outranked = ei viktigare undersøking gjekk føre
reason-flood = for mange spørsmål på éin dag
reason-shadow = kundereisa er i skuggemodus
reason-not_in_pilot = ikkje med i piloten
reason-not_published = undersøkinga er ikkje publisert lenger
reason-refused = e‑posten blei avvist

unknown = Kva vi ikkje kan seie enno
unknown-score = { $stage }: kva skåren er. Så langt { $answers } på 28 dagar.
unknown-move = { $stage }: om det har flytta seg mot dei 28 dagane før.
unknown-target = { $stage }: om målet er nådd. Det ligg inne i intervallet.
unknown-rate = Den endelege svardelen for dei som blei spurde etter { $date }: lenkjene deira er framleis opne.
unknown-silent = Kva dei som ikkje svara, ville ha sagt. Det veit ingen intervall noko om.

definitions = Kva tala betyr
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Stjerner
metric-thumbs = Tommel
define-nps = Kor sannsynleg det er at kundar vil anbefale, 0 til 10. Delen 9 og 10 minus delen 0 til 6, i poeng frå −100 til 100.
define-csat = Kor nøgde kundane er, 1 til 5. Delen 4 og 5, i prosent.
define-ces = Om det blei gjort enkelt, 1 til 7. Delen 5 til 7, i prosent.
define-enps = Kor sannsynleg det er at tilsette vil anbefale arbeidsplassen, 0 til 10. Delen 9 og 10 minus delen 0 til 6, i poeng frå −100 til 100.
define-stars = Éi til fem stjerner. Delen fire og fem stjerner, i prosent.
define-thumbs = Tommel opp eller ned. Delen tommel opp, i prosent.
define-interval = Intervall
define-interval-net = Justert Wald-intervall (Rocks 2016): å spørje alle ville gitt ein skår innanfor eit slikt intervall omtrent 19 av 20 gonger.
define-interval-share = Wilson-intervall: å spørje alle ville gitt ein del innanfor eit slikt intervall omtrent 19 av 20 gonger.
define-verdict = Opp, ned
define-verdict-text = Blir berre sagt når 95 %‑intervallet for skilnaden ikkje rommar 0. Elles: kan ikkje seie, som ikkje er det same som uendra.
define-target = Nådd, ikkje nådd
define-target-text = Nådd når heile intervallet er på målet eller over, ikkje nådd når heile er under. Elles: kan ikkje avgjerast.
define-minimum = Minimum
define-minimum-text = { $n ->
        [0] Alle skårar blir viste, same kor få svar. Opptil 29 blir merkte som få.
       *[other] Under { $count } svar blir talet vist, men ikkje skåren. Opptil 29 blir merkte som få.
    }

first = Gjer dette først
first-gap = { $stage } ligg { $gap } under målet, og { $reach }.
first-reach = { $n ->
        [one] steget blei møtt { $count } gong på 28 dagar
       *[other] steget blei møtt { $count } gonger på 28 dagar
    }
first-unsure = Det kan vere tilfeldig: målet ligg inne i intervallet.
first-fell = Det gjekk ned { $change } mot dei 28 dagane før, og det er sikkert.
first-driver = Dei med «{ $option }» ligg { $difference } lågare enn dei andre.
first-money = Misnøgde kundar står for { $share } % av ordreverdien (95 %‑intervall { $range }).
first-few = { $stage }: { $answers }. Det er for få til å handle ut frå. Spør fleire kundar, eller vent.
first-none = Ingenting skil seg ut.
silent = Uvanleg stille
silent-none = ingen stader: alle undersøkingar går som dei pleier
alarm-silent = { $stage }: undersøkinga { $survey } har ikkje hatt hendingar på { $days }. Vanlegvis er det { $usual }.
alarm-bounces = { $now } av e‑postane førre veke kom i retur, mot { $before } vekene før.
alarm-scanners = { $now } av e‑postane førre veke blei klikka slik e‑postskannarar gjer, og ikkje svara på, mot { $before } vekene før.
alarm-late = Ingenting er talt sidan { $time }.
mean = Gjennomsnittleg karakter { $mean } (95 %‑intervall { $range }), på ein skala frå { $lowest } til { $highest }.
expectation = Samanlikna med det dei venta: dårlegare for { $worse } % (95 %‑intervall { $worse_range }), betre for { $better } % ({ $better_range }) av dei { $count } som svara på det.
expectation-too-few = { $count } har sagt korleis det var samanlikna med det dei venta: for få til å seie noko.
before = Før
after = Etter
change-up = opp { $change }
change-down = ned { $change }
change-cant-tell = kan ikkje seie om det gjorde nokon skilnad
comments = Dei nyaste kommentarane, lågaste vurdering først
rating-of = { $rating } av { $highest }
drivers = Kva som heng saman med vurderingane
drivers-note = Dette heng saman med skåren dei siste 90 dagane, men det er ikkje vist at det er årsaka. Korrigert for talet på samanlikningar.
drivers-explained = Samla kan dei knytast til { $share } av skilnadene mellom vurderingane.
drivers-refused = Kor mykje kvar av dei betyr ved sida av dei andre, kan ikkje avgjerast enno: for få svar der alle er kjende.
driver = Faktor
driver-share = Del av det
option = Svar eller gruppe
option-share = Del
option-difference = Skår mot dei andre
option-impact = I skåren for alle
money = Pengane bak svara
money-note = Ordreverdien for dei som svara dei siste 28 dagane, vekta slik at han gjeld alle. I fare: det misnøgde kundar har handla for. Det betyr ikkje at det går tapt.
stage = Steg
orders = Ordrar
value = Verdi
value-favourable = Nøgde
value-neutral = Nøytrale
value-at-risk = I fare
value-share = Av alt

digest-subject = { $period }: { $moved }, { $targets }
digest-heading = { $journey }, { $period }
digest-week = Veke { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage } opp { $change } (sikkert)
digest-down = { $stage } ned { $change } (sikkert)
digest-still = ingen sikre endringar
digest-answers = { $answers }.
digest-moved = Det som verkeleg har flytta seg
digest-stages = Stega
digest-comments = Kva kundane seier
digest-shadow = { $n ->
        [one] Skuggemodus: ingen fekk e‑post. Elles ville { $count } kunde ha fått det.
       *[other] Skuggemodus: ingen fekk e‑post. Elles ville { $count } kundar ha fått det.
    }
digest-complete = Tala er komplette til { $time }.
digest-attached = Rapporten og reknearket er lagde ved.
digest-why = Du får denne e‑posten fordi du står som eigar i fila for kundereisa. Skriv digest = "off" under [report] for å stoppe han.
export-failed = Eksporten av { $journey } mislukkast
export-failed-what = Filene for { $date } kunne ikkje lagast, eller ikkje alle leggjast i mappa. Det som ligg der, er frå før; der manifest.json manglar, er det ikkje heilt.
export-failed-next = Neste eksport prøver igjen. Den som driftar Glimt, finn årsaka i loggen til export.
