title = { $journey }: så står sig kundresan
period = 28 dagar till och med { $date }
simulated = Simulerade data
simulated-more = Ingen kund har gett de här svaren.
version = version { $version } av kundresan

months = jan. feb. mars april maj juni juli aug. sep. okt. nov. dec.
date = { $day } { $month } { $year }
clock = { $hour }:{ $minute }
days = { $n ->
        [one] { $count } dag
       *[other] { $count } dagar
    }
range = { $low } till { $high }
week-short = v{ $week }
phase-before = Före köpet
phase-during = Under köpet
phase-after = Efter köpet

targets = { $met } av { $n ->
        [one] { $count } steg
       *[other] { $count } steg
    } når målet
targets-missed = { $count } når det inte
targets-cant-tell = { $count } går inte att avgöra
targets-none = Inget steg har något mål ännu
moved-up = { $stage } gick upp { $change }, och det är säkert.
moved-down = { $stage } gick ned { $change }, och det är säkert.
moved-none = Inget steg har säkert rört sig jämfört med de 28 dagarna före.
points = { $n ->
        [one] { $count } poäng
       *[other] { $count } poäng
    }
percentage-points = { $n ->
        [one] { $count } procentenhet
       *[other] { $count } procentenheter
    }

journey = Kundresan
stages = Steg för steg
answers = { $n ->
        [one] { $count } svar
       *[other] { $count } svar
    }
answers-of = { $n ->
        [one] { $answers } av { $count } svar
       *[other] { $answers } av { $count } svar
    }
answers-none = Inga svar
few = få svar
too-few = för få
interval = 95 %‑intervall { $range }
verdict-up = upp { $change }
verdict-down = ned { $change }
verdict-cant-tell = går inte att säga om det rört sig
since = jämfört med de 28 dagarna före ({ $before })
since-unsure = { $change } jämfört med de 28 dagarna före, 95 %‑intervall { $range }
since-too-few = för få svar för att jämföra med de 28 dagarna före
target = Mål { $score } senast { $date }
target-met = nått
target-missed = inte nått
target-cant-tell = går inte att avgöra
target-none = Inget mål
owner = Ansvarig
no-survey = Ingen undersökning ännu

trust = Hur säkert är det här
as-of = Komplett till
as-of-never = inget räknat ännu
answer-rate = Svarsfrekvens
answer-rate-closed = { $share } av { $count } levererade, tillfrågade { $from } till { $until }
answer-rate-open = { $share } av { $count } levererade hittills; länkarna är fortfarande öppna
answer-rate-none = inget mejl levererat ännu
few-stages = Få svar
few-stages-none = inget steg
not-sent = Klickat, inte skickat
not-sent-of = { $n ->
        [0] inga
       *[other] { $count }: { $people } ser ut som människor, { $scanners } som mejlskannrar
    }
promise = Löfte
promise-kept = Hållet för { $share } % (95 % intervall { $range }) av de { $count } som har sagt det.
promise-too-few = { $count } har sagt om det hölls: för få för att säga något.
with-clicks = Med { $count } klickat, inte skickat
without-clicks = Utan { $count } klickat, inte skickat

chart = { $stage }, { $metric } per vecka från { $from } till { $until }.
chart-latest = Senast: { $week }, { $score }, 95 %‑intervall { $range }.
chart-target = Mål: { $score }.
chart-key = Linje och punkter: resultat per vecka. Band: 95 %‑intervall.
chart-key-target = Streckat: målet, { $score }.
chart-key-too-few = Ihålig: för få svar.
chart-none = Ingen vecka har tillräckligt många svar för ett resultat ännu.
changes = Vad som ändrades
numbers = Siffrorna
week = Vecka
score = Resultat
other-surveys = Andra undersökningar här
survey = Undersökning
metric = Mått

funnel = Från händelser till svar
funnel-note = Efter dagen då de skulle tillfrågas, { $from } till { $until }. Länkarna fungerar i { $life }, så de senaste kan fortfarande besvaras.
touchpoints = Händelser
invited = Inbjudna
sent = Skickade
delivered = Levererade
clicked = Klickade
answered = Besvarade
so-far = hittills
scrolls = Bred tabell, kan rullas i sidled
quiet-heading = Viloperioden utesluter många.
quiet-advice = De som tillfrågas säger då lite om alla. Korta viloperioden, eller fråga på färre ställen.
quiet-warning = { $stage }: { $share } av händelserna frågades det inte om, för kunden hade nyligen tillfrågats.
reasons = Varför en del inte tillfrågades
reason = Skäl
step-skipped = Vid händelsen
step-skipped-at-send = Vid utskicket
step = När
count = Antal
reason-no_address = ingen e‑postadress
reason-bad_address = ingen kan nås på adressen
reason-no_notice = har inte fått veta att de kan bli tillfrågade
reason-excluded = uteslutna av resan (exclude)
reason-not_included = utanför undersökningens villkor
reason-not_sampled = inte med i urvalet
reason-voided = återbetald, avbeställd eller öppnad igen
reason-too_late = för sent att fråga
reason-bounced = adressen har studsat
reason-complained = har markerat ett tidigare mejl som skräppost
reason-opted_out = vill inte bli tillfrågade
reason-erased = ville bli glömda
reason-quiet_period = nyligen tillfrågade om något annat
reason-asked_recently = nyligen tillfrågade om detta
reason-outranked = en viktigare undersökning gick före
reason-flood = för många frågor på en dag
reason-shadow = kundresan är i skuggläge
reason-not_in_pilot = inte med i piloten
reason-not_published = undersökningen är inte publicerad längre
reason-refused = mejlet avvisades

unknown = Vad vi inte kan säga ännu
unknown-score = { $stage }: vad resultatet är. Hittills { $answers } på 28 dagar.
unknown-move = { $stage }: om det har rört sig jämfört med de 28 dagarna före.
unknown-target = { $stage }: om målet är nått. Det ligger inne i intervallet.
unknown-rate = Den slutliga svarsfrekvensen för dem som tillfrågades efter { $date }: deras länkar är fortfarande öppna.
unknown-silent = Vad de som inte svarade skulle ha sagt. Det vet inget intervall något om.

definitions = Vad siffrorna betyder
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Stjärnor
metric-thumbs = Tumme
define-nps = Hur sannolikt det är att kunder rekommenderar, 0 till 10. Andelen 9 och 10 minus andelen 0 till 6, i poäng från −100 till 100.
define-csat = Hur nöjda kunderna är, 1 till 5. Andelen 4 och 5, i procent.
define-ces = Om det gjordes enkelt, 1 till 7. Andelen 5 till 7, i procent.
define-enps = Hur sannolikt det är att medarbetare rekommenderar sin arbetsplats, 0 till 10. Andelen 9 och 10 minus andelen 0 till 6, i poäng från −100 till 100.
define-stars = En till fem stjärnor. Andelen fyra och fem stjärnor, i procent.
define-thumbs = Tummen upp eller ner. Andelen tummen upp, i procent.
define-interval = Intervall
define-interval-net = Justerat Wald-intervall (Rocks 2016): att fråga alla skulle ge ett resultat inom ett sådant intervall ungefär 19 gånger av 20.
define-interval-share = Wilson-intervall: att fråga alla skulle ge en andel inom ett sådant intervall ungefär 19 gånger av 20.
define-verdict = Upp, ned
define-verdict-text = Sägs bara när 95 %‑intervallet för skillnaden inte rymmer 0. Annars: går inte att säga, vilket inte är detsamma som oförändrat.
define-target = Nått, inte nått
define-target-text = Nått när hela intervallet ligger på målet eller över, inte nått när hela ligger under. Annars: går inte att avgöra.
define-minimum = Minimum
define-minimum-text = { $n ->
        [0] Alla resultat visas, hur få svaren än är. Upp till 29 märks som få.
       *[other] Under { $count } svar visas antalet, men inte resultatet. Upp till 29 märks som få.
    }

first = Gör det här först
first-gap = { $stage } ligger { $gap } under målet, och { $reach }.
first-reach = { $n ->
        [one] steget möttes { $count } gång på 28 dagar
       *[other] steget möttes { $count } gånger på 28 dagar
    }
first-unsure = Det kan vara en slump: målet ligger inne i intervallet.
first-fell = Det gick ned { $change } jämfört med de 28 dagarna före, och det är säkert.
first-driver = De med ”{ $option }” ligger { $difference } lägre än de andra.
first-money = Missnöjda kunder står för { $share } % av ordervärdet (95 %‑intervall { $range }).
first-few = { $stage }: { $answers }. Det är för få att agera på. Fråga fler kunder, eller vänta.
first-none = Inget sticker ut.
silent = Ovanligt tyst
silent-none = ingenstans: alla undersökningar går som vanligt
alarm-silent = { $stage }: undersökningen { $survey } har inte haft några händelser på { $days }. Det vanliga är { $usual }.
alarm-bounces = { $now } av mejlen förra veckan studsade, jämfört med { $before } veckorna före.
alarm-scanners = { $now } av mejlen förra veckan klickades på det sätt som mejlskannrar gör och besvarades inte, jämfört med { $before } veckorna före.
alarm-late = Inget har räknats sedan { $time }.
mean = Genomsnittligt betyg { $mean } (95 %‑intervall { $range }), på en skala från { $lowest } till { $highest }.
expectation = Jämfört med vad de hade väntat sig: sämre för { $worse } % (95 %‑intervall { $worse_range }), bättre för { $better } % ({ $better_range }) av de { $count } som har svarat på det.
expectation-too-few = { $count } har sagt hur det var jämfört med vad de hade väntat sig: för få för att säga något.
before = Före
after = Efter
change-up = upp { $change }
change-down = ned { $change }
change-cant-tell = går inte att säga om det gjorde någon skillnad
comments = De senaste kommentarerna, lägsta betyg först
rating-of = { $rating } av { $highest }
drivers = Vad som hänger ihop med betygen
drivers-note = Det här hänger ihop med resultatet de senaste 90 dagarna, men det är inte visat att det är orsaken. Justerat för antalet jämförelser.
drivers-explained = Tillsammans kan de kopplas till { $share } av skillnaderna mellan betygen.
drivers-refused = Hur mycket var och en betyder vid sidan av de andra går inte att avgöra ännu: för få svar där alla är kända.
driver = Faktor
driver-share = Andel av det
option = Svar eller grupp
option-share = Andel
option-difference = Resultat mot de andra
option-impact = I resultatet för alla
money = Pengarna bakom svaren
money-note = Ordervärdet för dem som svarade de senaste 28 dagarna, viktat så att det gäller alla. I riskzonen: det missnöjda kunder har handlat för. Det betyder inte att det går förlorat.
stage = Steg
orders = Ordrar
value = Värde
value-favourable = Nöjda
value-neutral = Neutrala
value-at-risk = I riskzonen
value-share = Av allt

digest-subject = { $period }: { $moved }, { $targets }
digest-heading = { $journey }, { $period }
digest-week = Vecka { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage } upp { $change } (säkert)
digest-down = { $stage } ned { $change } (säkert)
digest-still = inga säkra förändringar
digest-answers = { $answers }.
digest-moved = Vad som verkligen har rört sig
digest-stages = Stegen
digest-comments = Vad kunderna säger
digest-shadow = { $n ->
        [one] Skuggläge: ingen fick något mejl. Annars skulle { $count } kund ha fått ett.
       *[other] Skuggläge: ingen fick något mejl. Annars skulle { $count } kunder ha fått ett.
    }
digest-complete = Siffrorna är kompletta till { $time }.
digest-attached = Rapporten och kalkylarket är bifogade.
digest-why = Du får det här mejlet för att du står som ansvarig i filen för kundresan. Skriv digest = "off" under [report] för att stoppa det.
export-failed = Exporten av { $journey } misslyckades
export-failed-what = Filerna för { $date } kunde inte skapas, eller inte alla läggas i mappen. Det som ligger där är från tidigare; där manifest.json saknas är det inte helt.
export-failed-next = Nästa export försöker igen. Den som driver Glimt hittar orsaken i loggen för export.
