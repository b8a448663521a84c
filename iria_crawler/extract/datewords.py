"""The words beside a date that say what happened on it."""

import re

PUBLISHED = re.compile(
    r"""(?ix) publish | posted | \bpost\ (?:date|time)
    | \boriginal | \bcreated | \bwritten | \bissued | \breleased | \bdate\b | \bdatum\b
    | veröffentlicht | verfasst | erschienen | erstellt | geschrieben | gepostet | publié | \bparu\b | \bécrit
    | mise?\ en\ ligne | publicad[oa] | \bescrito | \bfecha\b | \bdata\b | pubblicato | \bscritto | gepubliceerd
    | geplaatst | geschreven
    | publicera | publiser | publicer | udgivet | julkaist | opublikowan | \bdodano | napisan | zveřejněn | vydáno
    | publikov | megjelen | közzét | publicat | опубликован | \bдата\b | опубліков | публикуван | објављено | objavlj
    | δημοσ[ιί]ε | yayın | yayım | oluşturulma | نشر | تاريخ | تاریخ | انتشار | شائع | פורסם | प्रकाशित | প্রকাশ
    | diterbitkan | dipublikasi | đăng | 发布 | 發布 | 發表 | 発表 | 公開 | 掲載 | 投稿 | 配信
    | 입력 | 등록 | 작성 | เผยแพร่"""
)
MODIFIED = re.compile(
    r"""(?ix) updat | modifi | \brevis | \bedited | \breviewed | aktuali[sz] | geändert | bearbeitet
    | mis(?:e|es)?\ à\ jour | \bmàj\b
    | a[ck]?t[uú]ali[sz]ad | aggiornat | ultima\ modifica | bijgewerkt | gewijzigd | uppdatera | oppdater | opdater
    | päivite | zaktualiz | frissít | actualizat | обновл | измен[её]н | оновлен | обновен | ενημ[εέ]ρ | güncel
    | تحديث | تعديل | روزرسانی | עודכן | अपडेट | अद्यतन | হালনাগাদ | আপডেট | diperbar | cập\ nhật | 更新 | 수정
    | อัปเดต | แก้ไข"""
)
# Dates of something else than the article, and of the day on which the page was asked for.
FOREIGN = re.compile(
    r"(?i)©|\(c\)|copyright|\bdue\b|expire|deadline|\bborn\b|joined|founded|registered|\bsince\b|\buntil\b|\bbis\b"
    r"|applications? clos|closing date|\bapply by\b|(?:einsende|bewerbungs|anmelde)schluss|frist\b|date limite"
    r"|\b(?:event|veranstaltung|termin|événement|evento)s?\s*[:：]|\b(?:event|start|end)[- ]date\b"
    r"|\bdate de l['’]événement|\bfecha del evento|\bdata (?:do |dell['’])evento|échéance"
    r"|fecha límite|\bplazo\b|scadenza|\bprazo\b|\bdo dnia\b|срок подачи"
    r"|accessed|retrieved|\btoday(?:.s date)?\W*(?:is\b)?\W*(?:\w+day\W*)?$"
)
# "This entry was posted on 3 March 2021 and is filed under …": a line about the article, however long it is.
NOTICE = re.compile(
    r"""(?ix) (?: this | the | dieser | der | cet | esta | este | questo | dit )\ (?:blog\ ?)?
      (?: entry | post | article | story | beitrag | eintrag | artikel | billet | entrada | artículo | artigo | articolo
        | bericht )\ (?: was | is | wurde | a\ été | fue | foi | è\ stato | werd )\b
    | posted\ (?: by | on | in )\b
    | (?: verfasst | geschrieben | veröffentlicht | erstellt | eingestellt )\ (?: von | am )\b
    | (?: publié | posté | écrit )\ (?: par | le )\b | (?: publicado | escrito )\ (?: por | el | em )\b
    | (?: pubblicato | scritto )\ (?: da | il )\b | (?: geplaatst | geschreven )\ (?: door | op )\b"""
)
