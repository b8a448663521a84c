"""How the world's press says whose a picture is: labels before a name, and the names of agencies."""


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


PICTURE = _any(
    r"photo(?:graph(?:er|ie|y)?)?s?|images?|pictures?|pics?|\w{0,12}fotos?|fotó|fotogra(?:fía|fia|fie|f|fo|ph)s?",
    r"fotoğraf|\w{0,9}bild(?:er|quelle|nachweis|rechte|autor)?|imagen(?:es)?|imagem|immagin[ei]|zdjęci[ae]|kuvat?",
    r"gambar|ảnh|nuotr|kép|(?:ljós)?mynd|picha|beeld|снимка|slika|фото(?:граф(?:ия|ія)?)?|φωτογραφία(?:\s+αρχείου)?|صورة|الصورة|تصوير|عکس|عکاس|צילום|फोटो",
    r"तस्वीर|ছবি|ภาพ|تصویر|படம்|ఫోటో|ഫോട്ടോ|ચિત્ર|તસવીર|ფოტო",
)
ORIGIN = _any(
    r"credits?|crédit(?:o|os|s)?|credito|cr|courtesy(?:\s+of)?|cortesía(?:\s+de)?|copyright|source|quelle|fuente",
    r"fonte|bron|kilde|källa|kaynak|źródło|zdroj|forrás|lähde|nguồn|источник|джерело|πηγή|المصدر|sursa|izvor",
    r"allikas|avots|šaltinis|auth?or|auteur|автор|file(?=\s*:)",
)
# What a picture is; where a text begins with one of these, it may say what the picture shows instead.
KIND = _any(
    r"illustration|illustratie|ilustraci[óo]n|illustrazione|screenshot|screengrab|composite|collage|montage|montaje",
    r"graphic|grafik|illusztráció|archivo|archives?",
)
EASTERN = _any(
    r"写真提供|写真|撮影|提供|出典|图片来源|圖片來源|资料图|图源|圖源|图片|圖片|供图|圖說|图|圖|来源|來源|摄影|攝影",
    r"사진\s?(?:출처|제공)|사진|출처|자료",
)
BY = _any(r"by|via|from|of|courtesy(?:\s+of)?|von|vom|par|por|de|di|da|av|af|foto|oleh|door")
LABEL = (
    r"(?:(?:file|cover|staff|mandatory|handout|pool|screen|video|lead|main|top|banner|header|hero|featured|title)\s*)?"
    rf"(?:{PICTURE}|{ORIGIN})"
    rf"(?:\s*[/-]?\s*(?:{PICTURE}|{ORIGIN}|{BY})){{0,2}}"
)
SIGN = (
    rf"(?:{LABEL}\s*[:：]|{EASTERN}\s*[:：=＝/／｜・]|(?:fot|φωτ)\.\s*:?|(?:फोटो|ছবি)\s*[–-]"
    r"|(?:staff\s+)?(?:photo|foto|image)s?\s+/\s"
    r"|(?:photo\s+)?(?:©|\(c\)|ⓒ)(?:\s*(?:copyright|by))?\s*:?)\s*"
)
# What is read out before a caption or a credit to those who do not see the page; a comma follows.
SPOKEN = _any(
    r"(?:image|photo|picture) (?:source|credit)|crédit (?:photo|image)|source de l.image|fuente de la imagen|crédito",
    r"bildquelle|fotoğraf kaynağı|kaynak|автор фото|источник изображения|م?صدر الصورة|منبع تصویر|تصویر کا ذریعہ",
    r"इमेज स्रोत|nguồn hình ảnh|sumber gambar|chanzo cha picha|图像来源|圖像來源|图片来源|圖片來源|画像提供|사진 출처",
)
CAPTION = _any(
    r"(?:(?:image|photo|picture) )?caption|légende (?:image|photo|de l.image)|pie de (?:foto|imagen)|didascalia",
    r"legenda (?:da foto|da imagem)|bildunterschrift|bildtext|fotoğraf altı yazısı|подпись к фото|підпис до фото",
    r"التعليق على الصورة|توضیح تصویر|تصویر کا کیپشن|इमेज कैप्शन|chú thích ảnh|keterangan gambar|maelezo ya picha",
    r"图像加注文字|圖像加註文字|图片说明|圖片說明|画像説明|사진 설명",
)
# What enlarges a picture; a rule follows.
ENLARGE = _any(
    r"(?:click to )?enlarge(?: th(?:is|e) (?:image|photo|picture))?|view larger(?: (?:image|version))?",
    r"view full(?:[ -]size)?(?: image)?|(?:bild )?vergrößern|agrandir(?: (?:l['’]image|la photo))?",
    r"ampliar(?: (?:la )?(?:foto|imagen?|imagem))?|ingrandisci|vergroot|förstora|forstørr|powiększ|увеличить",
)
# Two words that name a place, though written like a name: "… hotel. New York City"
PLACE = (
    r"(?:.* (?:City|County|Province|Region|District|Republic|Islands?|Airport|Avenue|Boulevard|Emirates|States)"
    r"|(?:New|North|South|East|West|Los|Las|San|Santa|Saint|St\.|Port|Cape|Mount|Hong|Saudi|Costa|Puerto|Sri) [^\s/]+)"
)
AGENCY = _any(
    r"AP(?:\s+Photo)?|AFP|EPA(?:-EFE)?|EFE|dpa|DPA|dapd|APA|KNA|epd|Reuters|REUTERS|Getty|GETTY|Shutterstock|Alamy",
    r"Xinhua|TASS|ANSA|LaPresse|UPI|PA(?:\s+(?:Wire|Media|Images))?|Bloomberg|iStock(?:photo)?|Unsplash|Flickr",
    r"Wikimedia|Pixabay|Pexels|Keystone|KEYSTONE|imago|IMAGO|Imago|picture[ -]alliance|Picture Alliance|Anadolu|AA",
    r"SIPA|Sipa|ZUMA|Zuma|NurPhoto|Magnum|Adobe\s?Stock|stock\.adobe\.com|Depositphotos|Dreamstime|Ritzau|Scanpix",
    r"SCANPIX|NTB|TT|Lehtikuva|PAP|ČTK|MTI|BNS|ELTA|LETA|Belga|BELGA|ANP|Hollandse Hoogte|Europa\s?Press",
    r"EUROPA PRESS|Agencia\s?Brasil|Folhapress|ddp|DHA|İHA|IHA|East News|Agencja Gazeta|Bernama|BERNAMA|Yonhap",
    r"Kyodo|KYODO|Jiji|JIJI|PTI|ANI|IANS|Antara|ANTARA|NASA|ESA|SWNS|WENN|DVIDS|Handout|HANDOUT",
    r"U\.?S\.? (?:Army|Navy|Air Force|Marine Corps|Space Force|Coast Guard)",
    r"ロイター|共同|時事|新华社|新華社|中新社|路透社?|法新社|美联社|美聯社|中央社|视觉中国|東方IC|연합뉴스|뉴시스|뉴스1",
    r"رويترز|أ\s?ف\s?ب|الفرنسية|الأناضول|غيتي|الجزيرة|الأوروبية|أسوشيتد برس|وكالات|أرشيف|شترستوك",
    r"РИА Новости|Укринформ|УНІАН|ТАСС|БГНЕС|БТА|Танјуг|Tanjug|TANJUG|TASR|Cropix|CROPIX|Pixsell|PIXSELL|Agerpres",
    r"AGERPRES|Inquam Photos|ΑΠΕ-ΜΠΕ|EUROKINISSI|Eurokinissi|ایسنا|ایرنا|تسنیم",
)
# Those whose names end a caption without anything before them.
PLAIN_AGENCY = _any(
    r"REUTERS|AFP|EPA|EFE|ANSA|TASS|IMAGO|GETTY|imago images|picture[ -]alliance|Getty Images|Shutterstock",
    r"iStock(?:photo)?|Adobe\s?Stock|AFP via Getty Images",
)
