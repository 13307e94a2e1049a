# No variable is inflected: what carries the case stands before it, or the number stands alone.

title = { $journey }: asiakaspolun tulokset
period = 28 päivän jakso, viimeinen päivä { $date }
simulated = Simuloitua aineistoa
simulated-more = Kukaan asiakas ei ole antanut näitä vastauksia.
version = asiakaspolun versio { $version }

months = 1. 2. 3. 4. 5. 6. 7. 8. 9. 10. 11. 12.
date = { $day }.{ $month }{ $year }
clock = { $hour }.{ $minute }
days = { $n ->
        [one] { $count } päivän
       *[other] { $count } päivän
    }
range = { $low } – { $high }
week-short = vk { $week }
phase-before = Ennen ostoa
phase-during = Oston aikana
phase-after = Oston jälkeen

targets = Tavoitteessa { $met }/{ $n ->
        [one] { $count } vaihe
       *[other] { $count } vaihetta
    }
targets-missed = { $count } jäi tavoitteesta
targets-cant-tell = { $count } ei ratkea vielä
targets-none = Millään vaiheella ei ole vielä tavoitetta
moved-up = { $stage }: nousua { $change }, ja se on varmaa.
moved-down = { $stage }: laskua { $change }, ja se on varmaa.
moved-none = Mikään vaihe ei ole varmasti muuttunut edellisistä 28 päivästä.
points = { $n ->
        [one] { $count } piste
       *[other] { $count } pistettä
    }
percentage-points = { $n ->
        [one] { $count } prosenttiyksikkö
       *[other] { $count } prosenttiyksikköä
    }

journey = Asiakaspolku
stages = Vaihe vaiheelta
answers = { $n ->
        [one] { $count } vastaus
       *[other] { $count } vastausta
    }
answers-of = { $n ->
        [one] { $answers }/{ $count } vastaus
       *[other] { $answers }/{ $count } vastausta
    }
answers-none = Ei vastauksia
few = vähän vastauksia
too-few = liian vähän
interval = 95 %:n väli { $range }
verdict-up = nousua { $change }
verdict-down = laskua { $change }
verdict-cant-tell = ei voi sanoa, muuttuiko
since = verrattuna edellisiin 28 päivään ({ $before })
since-unsure = { $change } verrattuna edellisiin 28 päivään, 95 %:n väli { $range }
since-too-few = liian vähän vastauksia vertailuun edellisten 28 päivän kanssa
target = Tavoite { $score }, määräpäivä { $date }
target-met = saavutettu
target-missed = ei saavutettu
target-cant-tell = ei ratkea vielä
target-none = Ei tavoitetta
owner = Vastuuhenkilö
no-survey = Ei vielä kyselyä

trust = Kuinka varmaa tämä on
as-of = Täydellinen, viimeksi
as-of-never = mitään ei ole vielä laskettu
answer-rate = Vastausosuus
answer-rate-closed = { $share }, perille toimitettuja { $count }, kysytty { $from } – { $until }
answer-rate-open = { $share }, perille toimitettuja tähän mennessä { $count }; linkit ovat vielä auki
answer-rate-none = yhtään viestiä ei ole vielä toimitettu
few-stages = Vähän vastauksia
few-stages-none = ei missään vaiheessa
not-sent = Napsautettu, ei lähetetty
not-sent-of = { $n ->
        [0] ei yhtään
       *[other] { $count }: ihmisen kaltaisia { $people }, sähköpostiskannerin kaltaisia { $scanners }
    }
promise = Lupaus
promise-kept = Pidettiin { $share } %:lle (95 %:n väli { $range }) niistä { $count }, jotka kertoivat.
promise-too-few = { $count } on kertonut, pidettiinkö se: liian vähän.
with-clicks = Mukana { $count } napsautettua, ei lähetettyä
without-clicks = Ilman { $count } napsautettua, ei lähetettyä

chart = { $stage }, { $metric } viikoittain, { $from } – { $until }.
chart-latest = Viimeisin: { $week }, { $score }, 95 %:n väli { $range }.
chart-target = Tavoite: { $score }.
chart-key = Viiva ja pisteet: viikon tulos. Vyöhyke: 95 %:n väli.
chart-key-target = Katkoviiva: tavoite, { $score }.
chart-key-too-few = Ontto: liian vähän vastauksia.
chart-none = Millään viikolla ei ole vielä tarpeeksi vastauksia tulokseen.
changes = Mitä muutettiin
numbers = Luvut
week = Viikko
score = Tulos
other-surveys = Muut kyselyt tässä vaiheessa
survey = Kysely
metric = Mittari

funnel = Tapahtumista vastauksiin
funnel-note = Sen päivän mukaan, jona oli määrä kysyä, { $from } – { $until }. Linkit toimivat { $life } ajan, joten uusimpiin voi vielä vastata.
touchpoints = Tapahtumat
invited = Kutsutut
sent = Lähetetyt
delivered = Toimitetut
clicked = Napsautetut
answered = Vastatut
so-far = tähän mennessä
scrolls = Leveä taulukko, vieritä sivusuunnassa
quiet-heading = Lepoaika jättää monta pois.
quiet-advice = Ne, joilta kysytään, kertovat silloin vähän kaikista. Lyhennä lepoaikaa tai kysy harvemmissa vaiheissa.
quiet-warning = { $stage }: tapahtumista jäi kysymättä { $share }, koska asiakkaalta oli kysytty äskettäin.
reasons = Miksi joiltakin ei kysytty
reason = Syy
step-skipped = Tapahtuman yhteydessä
step-skipped-at-send = Lähetettäessä
step = Milloin
count = Määrä
reason-no_address = ei sähköpostiosoitetta
reason-bad_address = osoitteesta ei tavoita ketään
reason-no_notice = ei ole kerrottu, että voidaan kysyä
reason-excluded = polku jättää pois (exclude)
reason-not_included = kyselyn ehtojen ulkopuolella
reason-not_sampled = ei otoksessa
reason-voided = hyvitetty, peruutettu tai avattu uudelleen
reason-too_late = liian myöhäistä kysyä
reason-bounced = osoite on palauttanut viestin
reason-complained = on merkinnyt aiemman viestin roskapostiksi
reason-opted_out = ei halua kysymyksiä
reason-erased = halusi tulla unohdetuksi
reason-quiet_period = muuta kysytty äskettäin
reason-asked_recently = tätä kysytty äskettäin
reason-outranked = tärkeämpi kysely meni edelle
reason-flood = liian monta kysymystä yhdessä päivässä
reason-shadow = asiakaspolku on varjotilassa
reason-not_in_pilot = ei mukana pilotissa
reason-not_published = kyselyä ei enää julkaista
reason-refused = viestiä ei hyväksytty

unknown = Mitä emme vielä voi sanoa
unknown-score = { $stage }: mikä tulos on. Tähän mennessä { $answers } 28 päivässä.
unknown-move = { $stage }: onko tulos muuttunut edellisistä 28 päivästä.
unknown-target = { $stage }: onko tavoite saavutettu. Se on välin sisällä.
unknown-rate = Lopullinen vastausosuus niiltä, joilta on kysytty tämän päivän jälkeen: { $date }. Heidän linkkinsä ovat vielä auki.
unknown-silent = Mitä vastaamatta jättäneet olisivat sanoneet. Sitä mikään väli ei tiedä.

definitions = Mitä luvut tarkoittavat
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Tähdet
metric-thumbs = Peukalo
define-nps = Kuinka todennäköisesti asiakkaat suosittelevat, 0–10. Arvosanojen 9 ja 10 osuus miinus arvosanojen 0–6 osuus, pisteinä −100:sta 100:aan.
define-csat = Kuinka tyytyväisiä asiakkaat ovat, 1–5. Arvosanojen 4 ja 5 osuus prosentteina.
define-ces = Tehtiinkö asiointi helpoksi, 1–7. Arvosanojen 5–7 osuus prosentteina.
define-enps = Kuinka todennäköisesti työntekijät suosittelevat työpaikkaansa, 0–10. Arvosanojen 9 ja 10 osuus miinus arvosanojen 0–6 osuus, pisteinä −100:sta 100:aan.
define-stars = Yhdestä viiteen tähteä. Neljän ja viiden tähden osuus prosentteina.
define-thumbs = Peukalo ylös tai alas. Ylös osoittavien osuus prosentteina.
define-interval = Väli
define-interval-net = Korjattu Waldin luottamusväli (Rocks 2016): jos kysyttäisiin kaikilta, tulos osuisi tällaiseen väliin noin 19 kertaa 20:stä.
define-interval-share = Wilsonin luottamusväli: jos kysyttäisiin kaikilta, osuus osuisi tällaiseen väliin noin 19 kertaa 20:stä.
define-verdict = Nousua, laskua
define-verdict-text = Sanotaan vain, kun erotuksen 95 %:n väli ei sisällä nollaa. Muuten: ei voi sanoa, mikä ei ole sama kuin ennallaan.
define-target = Saavutettu, ei saavutettu
define-target-text = Saavutettu, kun koko väli on tavoitteessa tai sen yläpuolella, ei saavutettu, kun se on kokonaan alapuolella. Muuten: ei ratkea vielä.
define-minimum = Vähimmäismäärä
define-minimum-text = { $n ->
        [0] Jokainen tulos näytetään, vaikka vastauksia olisi vähän. Enintään 29 vastausta merkitään vähäksi.
       *[other] Jos vastauksia on alle { $count }, niiden määrä näytetään mutta tulosta ei. Enintään 29 vastausta merkitään vähäksi.
    }

first = Tee tämä ensin
first-gap = { $stage }: tavoitteesta puuttuu { $gap }, ja { $reach }.
first-reach = { $n ->
        [one] se kohdattiin { $count } kerran 28 päivässä
       *[other] se kohdattiin { $count } kertaa 28 päivässä
    }
first-unsure = Se voi olla sattumaa: tavoite on välin sisällä.
first-fell = Laskua { $change } verrattuna edellisiin 28 päivään, ja se on varmaa.
first-driver = ”{ $option }”: tulos on alempi kuin muilla, eroa { $difference }.
first-money = Tyytymättömien asiakkaiden osuus tilausten arvosta on { $share } % (95 %:n väli { $range }).
first-few = { $stage }: { $answers }, liian vähän toimien pohjaksi. Kysy useammalta asiakkaalta tai odota.
first-none = Mikään ei nouse esiin.
silent = Tavallista hiljaisempaa
silent-none = ei missään: kaikki kyselyt käynnistyvät kuten yleensä
alarm-silent = { $stage }: kyselyssä { $survey } ei ole ollut tapahtumia { $days } aikana. Tavallisesti niitä olisi { $usual }.
alarm-bounces = Viime viikon viesteistä palautui { $now }, edeltävinä viikkoina { $before }.
alarm-scanners = Viime viikon viesteistä { $now } napsautettiin sähköpostiskannerin tapaan eikä niihin vastattu, edeltävinä viikkoina { $before }.
alarm-late = Mitään ei ole laskettu tämän jälkeen: { $time }.
mean = Arvosanojen keskiarvo { $mean } (95 %:n väli { $range }), asteikolla { $lowest }–{ $highest }.
expectation = Odotettua huonompaa { $worse } %:n mielestä (95 %:n väli { $worse_range }), odotettua parempaa { $better } %:n mielestä ({ $better_range }). Asiasta kertoi { $count }.
expectation-too-few = { $count } on kertonut, millaista oli odotuksiin verrattuna: liian vähän.
before = Ennen
after = Jälkeen
change-up = nousua { $change }
change-down = laskua { $change }
change-cant-tell = ei voi sanoa, oliko sillä vaikutusta
comments = Uusimmat kommentit, alimmat arvosanat ensin
rating-of = { $rating }/{ $highest }
drivers = Mikä liittyy arvosanoihin
drivers-note = Nämä liittyvät tulokseen viimeisten 90 päivän aikana, mutta niitä ei ole osoitettu sen syyksi. Vertailujen määrä on otettu huomioon.
drivers-explained = Yhdessä niihin liittyy arvosanojen eroista { $share }.
drivers-refused = Vielä ei voi sanoa, kuinka paljon kukin merkitsee muiden rinnalla: liian harvasta vastauksesta tiedetään ne kaikki.
driver = Tekijä
driver-share = Osuus siitä
option = Vastaus tai ryhmä
option-share = Osuus
option-difference = Tulos muihin verrattuna
option-impact = Kaikkien tuloksessa
money = Raha vastausten takana
money-note = Viimeisten 28 päivän aikana vastanneiden tilausten arvo, painotettuna kuvaamaan kaikkia. Vaarassa: tyytymättömien asiakkaiden tilaukset. Se ei tarkoita, että raha menetetään.
stage = Vaihe
orders = Tilaukset
value = Arvo
value-favourable = Tyytyväiset
value-neutral = Neutraalit
value-at-risk = Vaarassa
value-share = Osuus kaikesta

digest-subject = { $period } – { $moved }. { $targets }
digest-heading = { $journey }, { $period }
digest-week = Viikko { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage }: nousua { $change } (varmaa)
digest-down = { $stage }: laskua { $change } (varmaa)
digest-still = ei varmoja muutoksia
digest-answers = { $answers }.
digest-moved = Mikä on todella muuttunut
digest-stages = Vaiheet
digest-comments = Mitä asiakkaat sanovat
digest-shadow = { $n ->
        [one] Varjotila: kenellekään ei lähetetty viestiä. Muuten sen olisi saanut { $count } asiakas.
       *[other] Varjotila: kenellekään ei lähetetty viestiä. Muuten sen olisi saanut { $count } asiakasta.
    }
digest-complete = Luvut on laskettu tähän asti: { $time }.
digest-attached = Raportti ja taulukkotiedosto ovat liitteinä.
digest-why = Saat tämän viestin, koska sinut on merkitty vastuuhenkilöksi asiakaspolun tiedostoon. Asetus digest = "off" kohdassa [report] lopettaa viestit.
export-failed = Vienti epäonnistui: { $journey }
export-failed-what = Tiedostoja päivältä { $date } ei voitu luoda tai niitä kaikkia ei voitu tallentaa kansioon. Kansion sisältö on aiempaa; jos manifest.json puuttuu, se ei ole täydellinen.
export-failed-next = Seuraava vienti yrittää uudelleen. Glimtin ylläpitäjä löytää syyn export-toiminnon lokista.
