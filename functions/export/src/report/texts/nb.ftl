title = { $journey }: slik skårer kundereisen
period = 28 dager til og med { $date }
simulated = Simulerte data
simulated-more = Ingen kunde har gitt disse svarene.
version = versjon { $version } av kundereisen

months = jan. feb. mars april mai juni juli aug. sep. okt. nov. des.
date = { $day }. { $month } { $year }
clock = { $hour }:{ $minute }
days = { $n ->
        [one] { $count } dag
       *[other] { $count } dager
    }
range = { $low } til { $high }
week-short = u{ $week }
phase-before = Før kjøpet
phase-during = Under kjøpet
phase-after = Etter kjøpet

targets = { $met } av { $n ->
        [one] { $count } steg
       *[other] { $count } steg
    } på mål
targets-missed = { $count } ikke nådd
targets-cant-tell = { $count } kan ikke avgjøres
targets-none = Ingen steg har noe mål ennå
moved-up = { $stage } gikk opp { $change }, og det er sikkert.
moved-down = { $stage } gikk ned { $change }, og det er sikkert.
moved-none = Ingen steg har sikkert flyttet seg mot de 28 dagene før.
points = { $n ->
        [one] { $count } poeng
       *[other] { $count } poeng
    }
percentage-points = { $n ->
        [one] { $count } prosentpoeng
       *[other] { $count } prosentpoeng
    }

journey = Kundereisen
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
interval = 95 %‑intervall { $range }
verdict-up = opp { $change }
verdict-down = ned { $change }
verdict-cant-tell = kan ikke si om det flyttet seg
since = mot de 28 dagene før ({ $before })
since-unsure = { $change } mot de 28 dagene før, 95 %‑intervall { $range }
since-too-few = for få svar til å sammenligne med de 28 dagene før
target = Mål { $score } innen { $date }
target-met = nådd
target-missed = ikke nådd
target-cant-tell = kan ikke avgjøres
target-none = Ikke noe mål
owner = Eier
no-survey = Ingen undersøkelse ennå

trust = Hvor sikkert er dette
as-of = Komplett til
as-of-never = ingenting talt ennå
answer-rate = Svarandel
answer-rate-closed = { $share } av { $count } levert, spurt { $from } til { $until }
answer-rate-open = { $share } av { $count } levert så langt; lenkene er fortsatt åpne
answer-rate-none = ingen e‑post levert ennå
few-stages = Få svar
few-stages-none = ingen steg
not-sent = Klikket, ikke sendt
not-sent-of = { $n ->
        [0] ingen
       *[other] { $count }: { $people } ligner folk, { $scanners } ligner e‑postskannere
    }
promise = Løfte
promise-kept = Holdt for { $share } % (95 % intervall { $range }) av de { $count } som har sagt det.
promise-too-few = { $count } har sagt om det ble holdt: for få til å si noe.
with-clicks = Med { $count } klikket, ikke sendt
without-clicks = Uten { $count } klikket, ikke sendt

chart = { $stage }, { $metric } per uke fra { $from } til { $until }.
chart-latest = Siste: { $week }, { $score }, 95 %‑intervall { $range }.
chart-target = Mål: { $score }.
chart-key = Linje og punkter: skår per uke. Bånd: 95 %‑intervall.
chart-key-target = Stiplet: målet, { $score }.
chart-key-too-few = Hul: for få svar.
chart-none = Ingen uke har nok svar til en skår ennå.
changes = Hva som ble endret
numbers = Tallene
week = Uke
score = Skår
other-surveys = Andre undersøkelser her
survey = Undersøkelse
metric = Måltall

funnel = Fra hendelser til svar
funnel-note = Etter dagen de skulle spørres, { $from } til { $until }. Lenkene virker i { $life }, så de nyeste kan fortsatt besvares.
touchpoints = Hendelser
invited = Invitert
sent = Sendt
delivered = Levert
clicked = Klikket
answered = Besvart
so-far = så langt
scrolls = Bred tabell, kan rulles sidelengs
quiet-heading = Hvileperioden utelater mange.
quiet-advice = De som spørres, sier da lite om alle. Kort ned hvileperioden, eller spør færre steder.
quiet-warning = { $stage }: { $share } av hendelsene ble ikke spurt om, for kunden var nylig spurt.
reasons = Hvorfor noen ikke ble spurt
reason = Grunn
step-skipped = Ved hendelsen
step-skipped-at-send = Ved utsending
step = Når
count = Antall
reason-no_address = ingen e‑postadresse
reason-bad_address = ingen kan nås på adressen
reason-no_notice = ikke fått vite at de kan bli spurt
reason-excluded = utelatt av reisen (exclude)
reason-not_included = utenfor undersøkelsens vilkår
reason-not_sampled = ikke med i utvalget
reason-voided = refundert, kansellert eller gjenåpnet
reason-too_late = for sent å spørre
reason-bounced = adressen har avvist e‑post
reason-complained = merket en tidligere e‑post som søppelpost
reason-opted_out = vil ikke bli spurt
reason-erased = ville bli glemt
reason-quiet_period = nylig spurt om noe annet
reason-asked_recently = nylig spurt om dette
reason-outranked = en viktigere undersøkelse gikk foran
reason-flood = for mange spørsmål på én dag
reason-shadow = kundereisen er i skyggemodus
reason-not_in_pilot = ikke med i piloten
reason-not_published = undersøkelsen er ikke publisert lenger
reason-refused = e‑posten ble avvist

unknown = Hva vi ikke kan si ennå
unknown-score = { $stage }: hva skåren er. Så langt { $answers } på 28 dager.
unknown-move = { $stage }: om det har flyttet seg mot de 28 dagene før.
unknown-target = { $stage }: om målet er nådd. Det ligger inne i intervallet.
unknown-rate = Den endelige svarandelen for dem som ble spurt etter { $date }: lenkene deres er fortsatt åpne.
unknown-silent = Hva de som ikke svarte, ville ha sagt. Det vet ingen intervaller noe om.

definitions = Hva tallene betyr
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Stjerner
metric-thumbs = Tommel
define-nps = Hvor sannsynlig det er at kunder vil anbefale, 0 til 10. Andelen 9 og 10 minus andelen 0 til 6, i poeng fra −100 til 100.
define-csat = Hvor fornøyde kundene er, 1 til 5. Andelen 4 og 5, i prosent.
define-ces = Om det ble gjort enkelt, 1 til 7. Andelen 5 til 7, i prosent.
define-enps = Hvor sannsynlig det er at ansatte vil anbefale arbeidsplassen, 0 til 10. Andelen 9 og 10 minus andelen 0 til 6, i poeng fra −100 til 100.
define-stars = Én til fem stjerner. Andelen fire og fem stjerner, i prosent.
define-thumbs = Tommel opp eller ned. Andelen tommel opp, i prosent.
define-interval = Intervall
define-interval-net = Justert Wald-intervall (Rocks 2016): å spørre alle ville gitt en skår innenfor et slikt intervall omtrent 19 av 20 ganger.
define-interval-share = Wilson-intervall: å spørre alle ville gitt en andel innenfor et slikt intervall omtrent 19 av 20 ganger.
define-verdict = Opp, ned
define-verdict-text = Sies bare når 95 %‑intervallet for forskjellen ikke rommer 0. Ellers: kan ikke si, som ikke er det samme som uendret.
define-target = Nådd, ikke nådd
define-target-text = Nådd når hele intervallet er på målet eller over, ikke nådd når hele er under. Ellers: kan ikke avgjøres.
define-minimum = Minimum
define-minimum-text = { $n ->
        [0] Alle skårer vises, uansett hvor få svar. Opptil 29 merkes som få.
       *[other] Under { $count } svar vises antallet, men ikke skåren. Opptil 29 merkes som få.
    }

first = Gjør dette først
first-gap = { $stage } ligger { $gap } under målet, og { $reach }.
first-reach = { $n ->
        [one] steget ble møtt { $count } gang på 28 dager
       *[other] steget ble møtt { $count } ganger på 28 dager
    }
first-unsure = Det kan være tilfeldig: målet ligger inne i intervallet.
first-fell = Det gikk ned { $change } mot de 28 dagene før, og det er sikkert.
first-driver = De med «{ $option }» ligger { $difference } lavere enn de andre.
first-money = Misfornøyde kunder står for { $share } % av ordreverdien (95 %‑intervall { $range }).
first-few = { $stage }: { $answers }. Det er for få til å handle ut fra. Spør flere kunder, eller vent.
first-none = Ingenting skiller seg ut.
silent = Uvanlig stille
silent-none = ingen steder: alle undersøkelser går som de pleier
alarm-silent = { $stage }: undersøkelsen { $survey } har ikke hatt hendelser på { $days }. Vanligvis er det { $usual }.
alarm-bounces = { $now } av e‑postene forrige uke kom i retur, mot { $before } ukene før.
alarm-scanners = { $now } av e‑postene forrige uke ble klikket slik e‑postskannere gjør, og ikke besvart, mot { $before } ukene før.
alarm-late = Ingenting er talt siden { $time }.
mean = Gjennomsnittlig karakter { $mean } (95 %‑intervall { $range }), på en skala fra { $lowest } til { $highest }.
expectation = Sammenlignet med det de ventet: dårligere for { $worse } % (95 %‑intervall { $worse_range }), bedre for { $better } % ({ $better_range }) av de { $count } som svarte på det.
expectation-too-few = { $count } har sagt hvordan det var sammenlignet med det de ventet: for få til å si noe.
before = Før
after = Etter
change-up = opp { $change }
change-down = ned { $change }
change-cant-tell = kan ikke si om det gjorde noen forskjell
comments = De nyeste kommentarene, laveste vurdering først
rating-of = { $rating } av { $highest }
drivers = Hva som henger sammen med vurderingene
drivers-note = Dette henger sammen med skåren de siste 90 dagene, men det er ikke vist at det er årsaken. Korrigert for antall sammenligninger.
drivers-explained = Samlet kan de knyttes til { $share } av forskjellene mellom vurderingene.
drivers-refused = Hvor mye hver av dem betyr ved siden av de andre, kan ikke avgjøres ennå: for få svar der alle er kjent.
driver = Faktor
driver-share = Andel av det
option = Svar eller gruppe
option-share = Andel
option-difference = Skår mot de andre
option-impact = I skåren for alle
money = Pengene bak svarene
money-note = Ordreverdien for dem som svarte de siste 28 dagene, vektet slik at den gjelder alle. I fare: det misfornøyde kunder har handlet for. Det betyr ikke at det går tapt.
stage = Steg
orders = Ordrer
value = Verdi
value-favourable = Fornøyde
value-neutral = Nøytrale
value-at-risk = I fare
value-share = Av alt

digest-subject = { $period }: { $moved }, { $targets }
digest-heading = { $journey }, { $period }
digest-week = Uke { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage } opp { $change } (sikkert)
digest-down = { $stage } ned { $change } (sikkert)
digest-still = ingen sikre endringer
digest-answers = { $answers }.
digest-moved = Det som virkelig har flyttet seg
digest-stages = Stegene
digest-comments = Hva kundene sier
digest-shadow = { $n ->
        [one] Skyggemodus: ingen fikk e‑post. Ellers ville { $count } kunde ha fått det.
       *[other] Skyggemodus: ingen fikk e‑post. Ellers ville { $count } kunder ha fått det.
    }
digest-complete = Tallene er komplette til { $time }.
digest-attached = Rapporten og regnearket er vedlagt.
digest-why = Du får denne e‑posten fordi du står som eier i filen for kundereisen. Skriv digest = "off" under [report] for å stoppe den.
export-failed = Eksporten av { $journey } mislyktes
export-failed-what = Filene for { $date } kunne ikke lages, eller ikke alle legges i mappen. Det som ligger der, er fra før; der manifest.json mangler, er det ikke helt.
export-failed-next = Neste eksport prøver igjen. Den som drifter Glimt, finner årsaken i loggen til export.
