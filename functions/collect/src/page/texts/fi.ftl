# No variable is inflected: what carries the case stands before it.

## Answering

choose = Valitse parhaiten sopiva numero.
choose-thumbs = Valitse parhaiten sopiva vastaus.
one-tap = Enää yksi napautus: lähetä vastaus.
end = { $rating } = { $label }
comment = Haluatko kertoa lisää?
optional = vapaaehtoinen
comment-hint = Älä kirjoita salasanoja, korttinumeroita tai henkilötunnusta.
send = Lähetä vastaus
languages = Kieli
title = { $question } – { $company }
error-title = Virhe: { $title }
error-missing = Valitse vastaus ennen lähettämistä.
error-off-scale = Valitse jokin asteikon vastauksista ennen lähettämistä.
error-not-saved = Vastausta ei tallennettu. Yritä hetken kuluttua uudelleen.

## After the rating

more-one = Vielä yksi kysymys, jos haluat
more-two = Vielä kaksi kysymystä, jos haluat
several = Voit valita useita.
yes = Kyllä
no = Ei
send-more = Lähetä
skip = Ohita
error-not-a-reply = Valitse jokin tässä näkyvistä vastauksista.
error-not-asked = Lähetettiin jotain, mitä tässä ei kysytä. Vastaa siihen, mitä näet, tai ohita.

## Afterwards

thanks = Kiitos!
thanks-saved = Vastauksesi on tallennettu.
thanks-next = Se menee niille, jotka vastaavat aiheesta ”{ $stage }”. Kysyjä: { $company }.
thanks-change = Muuta vastausta
thanks-close = Voit sulkea sivun.
contact = Haluatko, että otamme sinuun yhteyttä asiasta?
contact-yes = Kyllä, ottakaa yhteyttä
contact-wanted = Haluat yhteydenoton. Siitä ilmoitetaan kysyjälle: { $company }.
contact-no = Ei, älkää ottako yhteyttä
told = Mitä asiakkaiden vastauksista on seurannut
told-what = ”{ $stage }”: { $change }
review = Kirjoita julkinen arvostelu

## Opting out

opt-out = Etkö halua enää kysymyksiä?
opt-out-nameless = Sinä päätät. Valintasi on voimassa heti, ja voit perua sen.
opt-out-what = Sinä päätät, mistä sinulta saa kysyä. Valintasi on voimassa heti, ja voit perua sen. Kysyjä: { $company }.
opt-out-all = Lopeta kaikki kysymykset
opt-out-stage = Lopeta vain kysymykset aiheesta ”{ $stage }”
opt-out-kind = Lopeta vain tällaiset kysymykset
opted-out = Valmis
opted-out-all = Et saa enää kysymyksiä. Kysyjä: { $company }.
opted-out-all-nameless = Et saa meiltä enää kysymyksiä.
opted-out-stage = Et saa enää kysymyksiä aiheesta ”{ $stage }”. Kysyjä: { $company }.
opted-out-kind = Et saa enää tällaisia kysymyksiä.
undo = Peru valinta
undone = Valinta on peruttu
undone-what = Voimme taas kysyä sinulta.

## When there is nothing to show

neutral = Linkki ei toimi
neutral-why = Se voi olla liian vanha, tai osa siitä on voinut jäädä sähköpostiviestiin. Sinun ei tarvitse tehdä mitään.
unavailable = Se ei onnistunut juuri nyt
unavailable-why = Yritä hetken kuluttua uudelleen. Linkki toimii edelleen.

## Who asks

privacy = Näin käsittelemme henkilötietoja
