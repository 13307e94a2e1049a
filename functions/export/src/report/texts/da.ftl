title = { $journey }: sådan scorer kunderejsen
period = 28 dage til og med { $date }
simulated = Simulerede data
simulated-more = Ingen kunde har givet disse svar.
version = version { $version } af kunderejsen

months = jan. feb. marts april maj juni juli aug. sep. okt. nov. dec.
date = { $day }. { $month } { $year }
clock = { $hour }.{ $minute }
days = { $n ->
        [one] { $count } dag
       *[other] { $count } dage
    }
range = { $low } til { $high }
week-short = u{ $week }
phase-before = Før købet
phase-during = Under købet
phase-after = Efter købet

targets = { $met } af { $n ->
        [one] { $count } trin
       *[other] { $count } trin
    } når målet
targets-missed = { $count } når det ikke
targets-cant-tell = { $count } kan ikke afgøres
targets-none = Ingen trin har et mål endnu
moved-up = { $stage } steg { $change }, og det er sikkert.
moved-down = { $stage } faldt { $change }, og det er sikkert.
moved-none = Ingen trin har med sikkerhed flyttet sig i forhold til de 28 dage før.
points = { $n ->
        [one] { $count } point
       *[other] { $count } point
    }
percentage-points = { $n ->
        [one] { $count } procentpoint
       *[other] { $count } procentpoint
    }

journey = Kunderejsen
stages = Trin for trin
answers = { $n ->
        [one] { $count } svar
       *[other] { $count } svar
    }
answers-of = { $n ->
        [one] { $answers } af { $count } svar
       *[other] { $answers } af { $count } svar
    }
answers-none = Ingen svar
few = få svar
too-few = for få
interval = 95 %‑interval { $range }
verdict-up = op { $change }
verdict-down = ned { $change }
verdict-cant-tell = kan ikke sige, om det har flyttet sig
since = i forhold til de 28 dage før ({ $before })
since-unsure = { $change } i forhold til de 28 dage før, 95 %‑interval { $range }
since-too-few = for få svar til at sammenligne med de 28 dage før
target = Mål { $score } inden { $date }
target-met = nået
target-missed = ikke nået
target-cant-tell = kan ikke afgøres
target-none = Intet mål
owner = Ansvarlig
no-survey = Ingen undersøgelse endnu

trust = Hvor sikkert er det
as-of = Komplet til
as-of-never = intet talt endnu
answer-rate = Svarprocent
answer-rate-closed = { $share } af { $count } leverede, spurgt { $from } til { $until }
answer-rate-open = { $share } af { $count } leverede indtil nu; linkene er stadig åbne
answer-rate-none = ingen mail leveret endnu
few-stages = Få svar
few-stages-none = ingen trin
not-sent = Klikket, ikke sendt
not-sent-of = { $n ->
        [0] ingen
       *[other] { $count }: { $people } ligner mennesker, { $scanners } ligner mailscannere
    }
promise = Løfte
promise-kept = Holdt for { $share } % (95 % interval { $range }) af de { $count }, der har sagt det.
promise-too-few = { $count } har sagt, om det blev holdt: for få til at sige noget.
with-clicks = Med { $count } klikket, ikke sendt
without-clicks = Uden { $count } klikket, ikke sendt

chart = { $stage }, { $metric } pr. uge fra { $from } til { $until }.
chart-latest = Seneste: { $week }, { $score }, 95 %‑interval { $range }.
chart-target = Mål: { $score }.
chart-key = Linje og punkter: score pr. uge. Bånd: 95 %‑interval.
chart-key-target = Stiplet: målet, { $score }.
chart-key-too-few = Hul: for få svar.
chart-none = Ingen uge har svar nok til en score endnu.
changes = Hvad der blev ændret
numbers = Tallene
week = Uge
score = Score
other-surveys = Andre undersøgelser her
survey = Undersøgelse
metric = Måltal

funnel = Fra hændelser til svar
funnel-note = Efter den dag, de skulle spørges, { $from } til { $until }. Linkene virker i { $life }, så de nyeste kan stadig besvares.
touchpoints = Hændelser
invited = Inviteret
sent = Sendt
delivered = Leveret
clicked = Klikket
answered = Besvaret
so-far = indtil nu
scrolls = Bred tabel, kan rulles sidelæns
quiet-heading = Hvileperioden udelader mange.
quiet-advice = De, der bliver spurgt, siger så kun lidt om alle. Afkort hvileperioden, eller spørg færre steder.
quiet-warning = { $stage }: { $share } af hændelserne blev der ikke spurgt om, for kunden var for nylig blevet spurgt.
reasons = Hvorfor nogle ikke blev spurgt
reason = Grund
step-skipped = Ved hændelsen
step-skipped-at-send = Ved udsendelsen
step = Hvornår
count = Antal
reason-no_address = ingen e‑mailadresse
reason-bad_address = ingen kan nås på adressen
reason-no_notice = har ikke fået at vide, at de kan blive spurgt
reason-excluded = udeladt af rejsen (exclude)
reason-not_included = uden for undersøgelsens betingelser
reason-not_sampled = ikke med i stikprøven
reason-voided = refunderet, annulleret eller genåbnet
reason-too_late = for sent at spørge
reason-bounced = adressen har afvist mail
reason-complained = har markeret en tidligere mail som spam
reason-opted_out = vil ikke spørges
reason-erased = ville glemmes
reason-quiet_period = for nylig spurgt om noget andet
reason-asked_recently = for nylig spurgt om dette
reason-outranked = en vigtigere undersøgelse gik forud
reason-flood = for mange spørgsmål på én dag
reason-shadow = kunderejsen er i skyggetilstand
reason-not_in_pilot = ikke med i piloten
reason-not_published = undersøgelsen er ikke udgivet længere
reason-refused = mailen blev afvist

unknown = Hvad vi ikke kan sige endnu
unknown-score = { $stage }: hvad scoren er. Indtil nu { $answers } på 28 dage.
unknown-move = { $stage }: om det har flyttet sig i forhold til de 28 dage før.
unknown-target = { $stage }: om målet er nået. Det ligger inde i intervallet.
unknown-rate = Den endelige svarprocent for dem, der blev spurgt efter { $date }: deres links er stadig åbne.
unknown-silent = Hvad de, der ikke svarede, ville have sagt. Det ved intet interval noget om.

definitions = Hvad tallene betyder
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Stjerner
metric-thumbs = Tommelfinger
define-nps = Hvor sandsynligt det er, at kunder vil anbefale, 0 til 10. Andelen af 9 og 10 minus andelen af 0 til 6, i point fra −100 til 100.
define-csat = Hvor tilfredse kunderne er, 1 til 5. Andelen af 4 og 5, i procent.
define-ces = Om det blev gjort nemt, 1 til 7. Andelen af 5 til 7, i procent.
define-enps = Hvor sandsynligt det er, at medarbejdere vil anbefale deres arbejdsplads, 0 til 10. Andelen af 9 og 10 minus andelen af 0 til 6, i point fra −100 til 100.
define-stars = Én til fem stjerner. Andelen af fire og fem stjerner, i procent.
define-thumbs = Tommelfinger op eller ned. Andelen af tommelfingre op, i procent.
define-interval = Interval
define-interval-net = Justeret Wald-interval (Rocks 2016): at spørge alle ville give en score inden for et sådant interval cirka 19 ud af 20 gange.
define-interval-share = Wilson-interval: at spørge alle ville give en andel inden for et sådant interval cirka 19 ud af 20 gange.
define-verdict = Op, ned
define-verdict-text = Siges kun, når 95 %‑intervallet for forskellen ikke rummer 0. Ellers: kan ikke sige, hvilket ikke er det samme som uændret.
define-target = Nået, ikke nået
define-target-text = Nået, når hele intervallet er på målet eller over, ikke nået, når hele er under. Ellers: kan ikke afgøres.
define-minimum = Minimum
define-minimum-text = { $n ->
        [0] Alle scorer vises, uanset hvor få svar. Op til 29 mærkes som få.
       *[other] Under { $count } svar vises antallet, men ikke scoren. Op til 29 mærkes som få.
    }

first = Gør dette først
first-gap = { $stage } ligger { $gap } under målet, og { $reach }.
first-reach = { $n ->
        [one] trinnet blev mødt { $count } gang på 28 dage
       *[other] trinnet blev mødt { $count } gange på 28 dage
    }
first-unsure = Det kan være tilfældigt: målet ligger inde i intervallet.
first-fell = Det faldt { $change } i forhold til de 28 dage før, og det er sikkert.
first-driver = De med »{ $option }« ligger { $difference } lavere end de andre.
first-money = Utilfredse kunder står for { $share } % af ordreværdien (95 %‑interval { $range }).
first-few = { $stage }: { $answers }. Det er for få til at handle ud fra. Spørg flere kunder, eller vent.
first-none = Intet skiller sig ud.
silent = Usædvanligt stille
silent-none = ingen steder: alle undersøgelser kører, som de plejer
alarm-silent = { $stage }: undersøgelsen { $survey } har ikke haft nogen hændelser i { $days }. Normalt er der { $usual }.
alarm-bounces = { $now } af mailene i sidste uge kom retur, mod { $before } i ugerne før.
alarm-scanners = Ved { $now } af mailene i sidste uge blev der klikket, som mailscannere gør, og ikke svaret, mod { $before } i ugerne før.
alarm-late = Der er ikke talt noget siden { $time }.
mean = Gennemsnitlig karakter { $mean } (95 %‑interval { $range }), på en skala fra { $lowest } til { $highest }.
expectation = I forhold til det, de havde ventet: dårligere for { $worse } % (95 %‑interval { $worse_range }), bedre for { $better } % ({ $better_range }) af de { $count }, der har svaret på det.
expectation-too-few = { $count } har sagt, hvordan det var i forhold til det, de havde ventet: for få til at sige noget.
before = Før
after = Efter
change-up = op { $change }
change-down = ned { $change }
change-cant-tell = kan ikke sige, om det gjorde en forskel
comments = De nyeste kommentarer, laveste vurdering først
rating-of = { $rating } af { $highest }
drivers = Hvad der hænger sammen med vurderingerne
drivers-note = Det hænger sammen med scoren i de seneste 90 dage, men det er ikke vist, at det er årsagen. Korrigeret for antallet af sammenligninger.
drivers-explained = Tilsammen kan de knyttes til { $share } af forskellene mellem vurderingerne.
drivers-refused = Hvor meget hver af dem betyder ved siden af de andre, kan ikke afgøres endnu: for få svar, hvor alle er kendt.
driver = Faktor
driver-share = Andel af det
option = Svar eller gruppe
option-share = Andel
option-difference = Score i forhold til de andre
option-impact = I scoren for alle
money = Pengene bag svarene
money-note = Ordreværdien for dem, der svarede i de seneste 28 dage, vægtet, så den gælder alle. I fare: det, utilfredse kunder har handlet for. Det betyder ikke, at det går tabt.
stage = Trin
orders = Ordrer
value = Værdi
value-favourable = Tilfredse
value-neutral = Neutrale
value-at-risk = I fare
value-share = Af alt

digest-subject = { $period }: { $moved }, { $targets }
digest-heading = { $journey }, { $period }
digest-week = Uge { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage } op { $change } (sikkert)
digest-down = { $stage } ned { $change } (sikkert)
digest-still = ingen sikre ændringer
digest-answers = { $answers }.
digest-moved = Hvad der virkelig har flyttet sig
digest-stages = Trinnene
digest-comments = Hvad kunderne siger
digest-shadow = { $n ->
        [one] Skyggetilstand: ingen fik en mail. Ellers ville { $count } kunde have fået en.
       *[other] Skyggetilstand: ingen fik en mail. Ellers ville { $count } kunder have fået en.
    }
digest-complete = Tallene er komplette til { $time }.
digest-attached = Rapporten og regnearket er vedhæftet.
digest-why = Du får denne mail, fordi du står som ansvarlig i filen for kunderejsen. Skriv digest = "off" under [report] for at stoppe den.
export-failed = Eksporten af { $journey } mislykkedes
export-failed-what = Filerne for { $date } kunne ikke laves, eller ikke alle lægges i mappen. Det, der ligger der, er fra før; hvor manifest.json mangler, er det ikke helt.
export-failed-next = Næste eksport prøver igen. Den, der driver Glimt, finder årsagen i loggen for export.
