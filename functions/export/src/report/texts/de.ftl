title = { $journey }: So schneidet die Kundenreise ab
period = 28 Tage bis { $date }
simulated = Simulierte Daten
simulated-more = Kein Kunde hat diese Antworten gegeben.
version = Version { $version } der Kundenreise

months = Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.
date = { $day }. { $month } { $year }
clock = { $hour }:{ $minute }
days = { $n ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
range = { $low } bis { $high }
week-short = KW { $week }
phase-before = Vor dem Kauf
phase-during = Beim Kauf
phase-after = Nach dem Kauf

targets = { $met } von { $n ->
        [one] { $count } Schritt
       *[other] { $count } Schritten
    } im Ziel
targets-missed = { $count } verfehlt
targets-cant-tell = { $count } nicht zu sagen
targets-none = Noch hat kein Schritt ein Ziel
moved-up = { $stage }: um { $change } gestiegen, und das ist gesichert.
moved-down = { $stage }: um { $change } gefallen, und das ist gesichert.
moved-none = Kein Schritt hat sich gegenüber den 28 Tagen davor nachweislich bewegt.
points = { $n ->
        [one] { $count } Punkt
       *[other] { $count } Punkte
    }
percentage-points = { $n ->
        [one] { $count } Prozentpunkt
       *[other] { $count } Prozentpunkte
    }

journey = Die Kundenreise
stages = Schritt für Schritt
answers = { $n ->
        [one] { $count } Antwort
       *[other] { $count } Antworten
    }
answers-of = { $n ->
        [one] { $answers } von { $count } Antwort
       *[other] { $answers } von { $count } Antworten
    }
answers-none = Keine Antworten
few = wenige Antworten
too-few = zu wenige
interval = 95‑%‑Intervall { $range }
verdict-up = gestiegen: { $change }
verdict-down = gefallen: { $change }
verdict-cant-tell = nicht zu sagen, ob es sich bewegt hat
since = gegenüber den 28 Tagen davor ({ $before })
since-unsure = { $change } gegenüber den 28 Tagen davor, 95‑%‑Intervall { $range }
since-too-few = zu wenige Antworten für einen Vergleich mit den 28 Tagen davor
target = Ziel { $score } bis { $date }
target-met = erreicht
target-missed = verfehlt
target-cant-tell = nicht zu sagen
target-none = Kein Ziel
owner = Zuständig
no-survey = Noch keine Umfrage

trust = Wie sicher das ist
as-of = Vollständig bis
as-of-never = noch nichts gezählt
answer-rate = Antwortquote
answer-rate-closed = { $share } von { $count } zugestellten, gefragt { $from } bis { $until }
answer-rate-open = { $share } von { $count } bisher zugestellten; die Links sind noch offen
answer-rate-none = noch keine E‑Mail zugestellt
few-stages = Wenige Antworten
few-stages-none = kein Schritt
not-sent = Geklickt, nicht gesendet
not-sent-of = { $n ->
        [0] keine
       *[other] { $count }: { $people } wie von Menschen, { $scanners } wie von E‑Mail-Scannern
    }
promise = Versprechen
promise-kept = Für { $share } % (95-%-Intervall { $range }) der { $count }, die es gesagt haben, gehalten.
promise-too-few = { $count } haben gesagt, ob es gehalten wurde: zu wenige.
with-clicks = Mit { $count } geklickt, nicht gesendet
without-clicks = Ohne { $count } geklickt, nicht gesendet

chart = { $stage }, { $metric } pro Woche von { $from } bis { $until }.
chart-latest = Zuletzt: { $week }, { $score }, 95‑%‑Intervall { $range }.
chart-target = Ziel: { $score }.
chart-key = Linie und Punkte: Ergebnis pro Woche. Band: 95‑%‑Intervall.
chart-key-target = Gestrichelt: das Ziel, { $score }.
chart-key-too-few = Hohl: zu wenige Antworten.
chart-none = Noch hat keine Woche genug Antworten für ein Ergebnis.
changes = Was geändert wurde
numbers = Die Zahlen
week = Woche
score = Ergebnis
other-surveys = Weitere Umfragen hier
survey = Umfrage
metric = Kennzahl

funnel = Von Ereignissen zu Antworten
funnel-note = Nach dem Tag, an dem gefragt werden sollte, { $from } bis { $until }. Links gelten { $life }, die neuesten können also noch beantwortet werden.
touchpoints = Ereignisse
invited = Eingeladen
sent = Gesendet
delivered = Zugestellt
clicked = Geklickt
answered = Beantwortet
so-far = bisher
scrolls = Breite Tabelle, seitlich scrollbar
quiet-heading = Ruhezeiten lassen viele aus.
quiet-advice = Wer dann gefragt wird, sagt wenig über alle. Verkürzen Sie die Ruhezeit, oder fragen Sie bei weniger Schritten.
quiet-warning = { $stage }: Nach { $share } der Ereignisse wurde nicht gefragt, weil die Kunden kurz zuvor gefragt worden waren.
reasons = Warum manche nicht gefragt wurden
reason = Grund
step-skipped = Beim Ereignis
step-skipped-at-send = Beim Versand
step = Wann
count = Anzahl
reason-no_address = keine E‑Mail-Adresse
reason-bad_address = unter der Adresse ist niemand erreichbar
reason-no_notice = nicht informiert, dass gefragt werden kann
reason-excluded = von der Reise ausgenommen (exclude)
reason-not_included = außerhalb der Bedingungen der Umfrage
reason-not_sampled = nicht in der Stichprobe
reason-voided = erstattet, storniert oder wieder geöffnet
reason-too_late = zu spät zum Fragen
reason-bounced = die Adresse hat E‑Mails abgewiesen
reason-complained = hat eine frühere E‑Mail als Spam markiert
reason-opted_out = möchte nicht gefragt werden
reason-erased = wollte vergessen werden
reason-quiet_period = kurz zuvor etwas anderes gefragt
reason-asked_recently = kurz zuvor dasselbe gefragt
reason-outranked = eine wichtigere Umfrage hatte Vorrang
reason-flood = zu viele Fragen an einem Tag
reason-shadow = die Kundenreise ist im Schattenbetrieb
reason-not_in_pilot = nicht im Pilotkreis
reason-not_published = die Umfrage ist nicht mehr veröffentlicht
reason-refused = die E‑Mail wurde abgelehnt

unknown = Was wir noch nicht sagen können
unknown-score = { $stage }: wie das Ergebnis ist. Bisher { $answers } in 28 Tagen.
unknown-move = { $stage }: ob sich gegenüber den 28 Tagen davor etwas bewegt hat.
unknown-target = { $stage }: ob das Ziel erreicht ist. Es liegt innerhalb des Intervalls.
unknown-rate = Die endgültige Antwortquote derer, die nach dem { $date } gefragt wurden: Ihre Links sind noch offen.
unknown-silent = Was die gesagt hätten, die nicht geantwortet haben. Das weiß kein Intervall.

definitions = Was die Zahlen bedeuten
metric-nps = NPS
metric-csat = CSAT
metric-ces = CES
metric-enps = eNPS
metric-stars = Sterne
metric-thumbs = Daumen
define-nps = Wie wahrscheinlich Kunden weiterempfehlen, 0 bis 10. Der Anteil von 9 und 10 minus dem Anteil von 0 bis 6, in Punkten von −100 bis 100.
define-csat = Wie zufrieden die Kunden sind, 1 bis 5. Der Anteil von 4 und 5, in Prozent.
define-ces = Ob es leicht gemacht wurde, 1 bis 7. Der Anteil von 5 bis 7, in Prozent.
define-enps = Wie wahrscheinlich Beschäftigte ihren Arbeitgeber weiterempfehlen, 0 bis 10. Der Anteil von 9 und 10 minus dem Anteil von 0 bis 6, in Punkten von −100 bis 100.
define-stars = Ein bis fünf Sterne. Der Anteil von vier und fünf Sternen, in Prozent.
define-thumbs = Daumen hoch oder runter. Der Anteil von Daumen hoch, in Prozent.
define-interval = Intervall
define-interval-net = Das angepasste Wald-Intervall (Rocks 2016): Würden alle gefragt, läge das Ergebnis etwa 19 von 20 Mal in einem solchen Intervall.
define-interval-share = Das Wilson-Intervall: Würden alle gefragt, läge der Anteil etwa 19 von 20 Mal in einem solchen Intervall.
define-verdict = Gestiegen, gefallen
define-verdict-text = Nur gesagt, wenn das 95‑%‑Intervall der Differenz die 0 nicht enthält. Sonst: nicht zu sagen, was nicht dasselbe ist wie unverändert.
define-target = Erreicht, verfehlt
define-target-text = Erreicht, wenn das ganze Intervall am Ziel oder darüber liegt, verfehlt, wenn es ganz darunter liegt. Sonst: nicht zu sagen.
define-minimum = Mindestzahl
define-minimum-text = { $n ->
        [0] Jedes Ergebnis wird gezeigt, wie wenige Antworten es auch sind. Bis 29 gelten sie als wenige.
       *[other] Unter { $count } Antworten wird die Anzahl gezeigt, das Ergebnis nicht. Bis 29 gelten sie als wenige.
    }

first = Was zuerst zu tun ist
first-gap = { $stage } liegt { $gap } unter dem Ziel, und { $reach }.
first-reach = { $n ->
        [one] er wurde in 28 Tagen { $count } Mal durchlaufen
       *[other] er wurde in 28 Tagen { $count } Mal durchlaufen
    }
first-unsure = Das kann Zufall sein: Das Ziel liegt innerhalb des Intervalls.
first-fell = Gegenüber den 28 Tagen davor um { $change } gefallen, und das ist gesichert.
first-driver = Bei „{ $option }“ liegt das Ergebnis um { $difference } niedriger als bei den anderen.
first-money = Unzufriedene Kunden stehen für { $share } % des Bestellwerts (95‑%‑Intervall { $range }).
first-few = { $stage }: { $answers }. Das ist zu wenig, um danach zu handeln. Fragen Sie mehr Kunden, oder warten Sie ab.
first-none = Nichts sticht heraus.
silent = Ungewöhnlich still
silent-none = nirgends: Alle Umfragen laufen wie üblich
alarm-silent = { $stage }: Die Umfrage { $survey } hatte { $days } lang keine Ereignisse, üblich sind { $usual }.
alarm-bounces = Letzte Woche kamen { $now } der E‑Mails zurück, in den Wochen davor { $before }.
alarm-scanners = Letzte Woche wurden { $now } der E‑Mails so angeklickt, wie E‑Mail-Scanner es tun, und nicht beantwortet, in den Wochen davor { $before }.
alarm-late = Seit dem { $time } wurde nichts gezählt.
mean = Durchschnittliche Bewertung { $mean } (95‑%‑Intervall { $range }), auf einer Skala von { $lowest } bis { $highest }.
expectation = Verglichen mit den Erwartungen: schlechter für { $worse } % (95‑%‑Intervall { $worse_range }), besser für { $better } % ({ $better_range }) der { $count }, die es gesagt haben.
expectation-too-few = { $count } haben gesagt, wie es verglichen mit ihren Erwartungen war: zu wenige.
before = Vorher
after = Seitdem
change-up = gestiegen: { $change }
change-down = gefallen: { $change }
change-cant-tell = nicht zu sagen, ob es etwas geändert hat
comments = Die neuesten Kommentare, die niedrigsten Bewertungen zuerst
rating-of = { $rating } von { $highest }
drivers = Was mit den Bewertungen zusammenhängt
drivers-note = Das hängt mit dem Ergebnis der letzten 90 Tage zusammen, ist aber nicht als Ursache erwiesen. Um die Zahl der Vergleiche korrigiert.
drivers-explained = Gemeinsam hängen sie mit { $share } der Unterschiede zwischen den Bewertungen zusammen.
drivers-refused = Wie viel jeder neben den anderen ausmacht, ist noch nicht zu sagen: zu wenige Antworten, bei denen alle bekannt sind.
driver = Faktor
driver-share = Anteil daran
option = Antwort oder Gruppe
option-share = Anteil
option-difference = Ergebnis gegenüber den anderen
option-impact = Im Ergebnis aller
money = Das Geld hinter den Antworten
money-note = Die Bestellwerte derer, die in den letzten 28 Tagen geantwortet haben, so gewichtet, dass sie für alle stehen. Gefährdet: was unzufriedene Kunden bestellt haben. Das heißt nicht, dass es verloren geht.
stage = Schritt
orders = Bestellungen
value = Wert
value-favourable = Zufrieden
value-neutral = Neutral
value-at-risk = Gefährdet
value-share = Vom Ganzen

digest-subject = { $period }: { $moved }, { $targets }
digest-heading = { $journey }, { $period }
digest-week = KW { $week }
digest-month = { $number }/{ $year }
digest-up = { $stage } um { $change } gestiegen (gesichert)
digest-down = { $stage } um { $change } gefallen (gesichert)
digest-still = keine gesicherten Änderungen
digest-answers = { $answers }.
digest-moved = Was sich wirklich bewegt hat
digest-stages = Die Schritte
digest-comments = Was Kunden sagen
digest-shadow = { $n ->
        [one] Schattenbetrieb: Niemand bekam eine E‑Mail. Sonst hätte { $count } Kunde eine bekommen.
       *[other] Schattenbetrieb: Niemand bekam eine E‑Mail. Sonst hätten { $count } Kunden eine bekommen.
    }
digest-complete = Die Zahlen sind vollständig bis { $time }.
digest-attached = Der Bericht und die Tabelle sind angehängt.
digest-why = Sie erhalten diese E‑Mail, weil Sie in der Datei der Kundenreise als zuständig eingetragen sind. Mit digest = "off" unter [report] endet das.
export-failed = Der Export von { $journey } ist fehlgeschlagen
export-failed-what = Die Dateien vom { $date } konnten nicht erstellt oder nicht alle im Ordner abgelegt werden. Was dort liegt, ist von vorher; wo manifest.json fehlt, ist es nicht vollständig.
export-failed-next = Der nächste Export versucht es erneut. Wer Glimt betreibt, findet den Grund im Log von export.
