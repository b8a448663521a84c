"""The names of the months in the languages that newspapers are printed in, and calendars other than Gregory's."""

import re
import unicodedata
from datetime import date, timedelta

# January to December, each in some seventy languages, in full and as shortened (the names of Unicode's CLDR), written
# as `plain` writes them. Only Croatian uses some of the same words for other months.
_NAMES = (
    """ean eanair ene enero gen gener gennaio ian ianuarie ion ionawr jaan jaanuar jan janaayo janairu janar
    janeiro jannaayo janner januar januara januari januarie january janv janvaris janvier kanun led leden ledna
    oca ocak saus sausio sausis sij sijecanj sijecnja sty styczen stycznia tammi tammikuu tammikuuta urt
    urtarrila xan xaneiro yan yanvar ιαν ιανουαριοσ ιανουαριου сту студзень студзеня січ січень січня янв январ
    январь января яну януари јан јануар јануари қаң қаңтар հնվ հունվար հունվարի ינו ינואר جنوری ژانویه
    کانون_الثانی کانوونی_دووەم ینایر जन जनवरी जाने जानेवारी জানু জানুয়ারী ਜਨ ਜਨਵਰੀ જાન્યુ જાન્યુઆરી ஜன ஜனவரி జన
    జనవరి ಜನ ಜನವರಿ ജനു ജനുവരി ม.ค มกราคม იან იანვარი ጃን ጃንዋሪ
    janvari មករា ມັງກອນ ဇန်နဝါရီ ජනවාරි جانفی urtarrilaren""",
    """chw chwef chwefror fab faburairu feabh feabhra feb febbraio febr febraayo febreiro febrer febrero februar
    februara februari februarie februaris february fev fevereiro fevr fevral fevrier helmi helmikuu helmikuuta
    lut lutego luty ots otsaila peb pebrero shk shkurt sub subat uno unor unora vas vasario vasaris veebr
    veebruar velj veljaca veljace φεβ φεβρουαριοσ φεβρουαριου ақп ақпан лют лютага лютии лютого люты феб фебруар
    фев февр феврал февраль февраля февруари փետրվար փետրվարի փտվ פבר פברואר شباط شوبات فبرایر فبروری فروری
    فوریه فېبروری फ़र फ़रवरी फेब्रु फेब्रुअरी फेब्रुवारी ফেব ফেব্রুয়ারী ਫ਼ਰ ਫ਼ਰਵਰੀ ફેબ્રુ ફેબ્રુઆરી பிப்
    பிப்ரவரி ఫిబ్ర ఫిబ్రవరి ಫೆಬ್ರ ಫೆಬ್ರವರಿ ഫെബ്രു ഫെബ്രുവരി ก.พ กุมภาพันธ์ თებ თებერვალი ፌብ ፌብሩዋሪ
    កុម្ភៈ ກຸມພາ ဖေဖော်ဝါရီ පෙබරවාරි فیفری otsailaren""",
    """bre brezen brezna kov kovas kovo maalis maaliskuu maaliskuuta maarso maart mac machi mae maerz mar marc
    marca march marcius marco marec maret maris mars marso mart marta martie marts martxoa marz marzec marzo maw
    mawrth mrt mrz ozu ozujak ozujka μαρ μαρτιοσ μαρτιου бер березень березня мар март марта нау наурыз сак
    сакавік сакавіка մարտ մարտի մրտ מרץ اذار مارس مارچ یازار मार्च মার্চ ਮਾਰਚ માર્ચ மார் மார்ச் మార్చి ಮಾರ್ಚ್
    മാർ മാർച്ച് มี.ค มีนาคม მარ მარტი ማርች
    មីនា ມີນາ မတ် මාර්තු martxoaren""",
    """abr abrell abriil abril afi afirilu aib aibrean api apirila apr aprel april aprila aprile aprili aprilie
    aprilis aprill avr avril bal balandis balandzio dub duben dubna ebr ebrill huhti huhtikuu huhtikuuta kwi
    kwiecien kwietnia nis nisan pri prill tra travanj travnja απρ απριλιοσ απριλιου апр апрел апрель апреля
    април квіт квітень квітня кра красавік красавіка сәу сәуір ապր ապրիլ ապրիլի אפר אפריל ابریل اوریل اپریل
    نیسان अप्रिल अप्रैल एप्रि एप्रिल এপ্রি এপ্রিল ਅਪ੍ਰੈ ਅਪ੍ਰੈਲ એપ્રિલ ஏப் ஏப்ரல் ఏప్రి ఏప్రిల్ ಏಪ್ರಿ ಏಪ್ರಿಲ್
    ഏപ്രി ഏപ്രിൽ เม.ย เมษายน აპრ აპრილი ኤፕሪ ኤፕሪል
    មេសា ເມສາ ဧပြီ අප්රේල් افریل apirilaren""",
    """beal bealtaine geg geguze geguzes kve kveten kvetna maayo mag maggio mai maiatza maig maijs maio maj maja
    majus may mayo mayu mayıs mee mei svi svibanj svibnja touko toukokuu toukokuuta μαι μαιοσ μαιου маи мам
    мамыр мая мај трав травень травня մայիս մայիսի մյս מאי ایار مای مایو مه میی مۍ یایار मई मे মে ਮਈ મે மே మే
    ಮೇ മേയ് พ.ค พฤษภาคม მაი მაისი ሜይ
    maija ឧសភា ພຶດສະພາ မေ මැයි maiatzaren""",
    """birz birzelio birzelis cerven cervna cvn cze czerwca czerwiec eka ekaina giu giugno haz haziran hun hunyo
    iun iunie iyn iyun juin jun juna june junho juni junie junij junijs junio junius juny juun juuni kesa
    kesakuu kesakuuta lipanj lipnja meh mehefin meith meitheamh qer qershor xuno yun yuni ιουν ιουνιοσ ιουνιου
    июн июнь июня мау маусым черв червень червня чэр чэрвень чэрвеня юни јун јуни հնս հունիս հունիսի יוני جون
    حزیران حوزەیران ژوین یونیو जुन जून জুন ਜੂਨ જૂન ஜூன் జూన్ ಜೂನ್ ജൂൺ มิ.ย มิถุนายน ივნ ივნისი ጁን
    junija មិថុនា ມິຖຸນາ ဇွန် ජූනි جوان ekainaren""",
    """cervence cervenec cvc gor gorff gorffennaf heina heinakuu heinakuuta hul hulyo iuil iul iulie iyl iyul juil
    juill juillet jul jula julai julho juli julie julij julijs julio juliol julius july juuli korr korrik liep
    liepa liepos lip lipca lipiec lug luglio lul luulyo srpanj srpnja tem temmuz uzt uztaila xul xullo yul yuli
    ιουλ ιουλιοσ ιουλιου июл июль июля лип липень липня ліп ліпень ліпеня шіл шілде юли јул јули հլս հուլիս
    հուլիսի יולי تموز تەمووز جولای جولایی ژوییه یولیو یولیوز जुल जुलाई जुलै জুল জুলাই ਜੁਲਾ ਜੁਲਾਈ જુલાઈ ஜூலை
    జులై ಜುಲೈ ജൂലൈ ก.ค กรกฎาคม ივლ ივლისი ጁላይ
    julija កក្កដា ກໍລະກົດ ဇူလိုင် ජූලි جویلیة uztailaren""",
    """abu abuztua ag ago agost agosti agosto agu agust agusta agustos agustus aout aug august augusta augusti
    augusts augustus augusztus avg avgust avq avqust awst elo elokuu elokuuta gush gusht kol kolovoz kolovoza
    lun lunasa ogo ogos ogosto ogs rugp rugpjucio rugpjutis sie sierpien sierpnia srp srpen srpna αυγ αυγουστοσ
    αυγουστου авг август августа жні жнівень жніуня серп серпень серпня там тамыз օգոստոս օգոստոսի օգս אוג
    אוגוסט اب اغسطس اوت اګست اگست غشت یاب अग अगस्ट अगस्त ऑग ऑगस्ट আগ আগস্ট ਅਗ ਅਗਸਤ ઑગસ્ટ ஆக ஆகஸ்ட் ఆగ ఆగస్టు ಆಗ
    ಆಗಸ್ಟ್ ഓഗ ഓഗസ്റ്റ് ส.ค สิงหาคม აგვ აგვისტო ኦገስ ኦገስት
    សីហា ສິງຫາ ဩဂုတ် අගෝස්තු abuztuaren""",
    """eyl eylul ira iraila medi mfomh rugs rugsejis rugsejo ruj rujan rujna satumba seb sebteembar sebtembar sen
    sentabr sentyabr sep sept septemba septembar september septembra septembre septembrie septembris septiembre
    set setembre setembro setiembre settembre setyembre sht shtator syys syyskuu syyskuuta szept szeptember wrz
    wrzesien wrzesnia zar zari σεπ σεπτεμβριοσ σεπτεμβριου вер верасень верасня вересень вересня сен сент
    сентябр сентябрь сентября сеп септембар септември қыр қыркүиек սեպ սեպտեմբեր սեպտեմբերի ספט ספטמבר ایلول
    سبتمبر ستمبر سپتامبر سپتمبر سېپتمبر شتنبر یەیلوول सप्टें सप्टेंबर सित सितंबर सेप्टेम्बर সেপ সেপ্টেম্বর ਸਤੰ
    ਸਤੰਬਰ સપ્ટે સપ્ટેમ્બર செப் செப்டம்பர் సెప్టెం సెప్టెంబర్ ಸೆಪ್ಟೆಂ ಸೆಪ್ಟೆಂಬರ್ സെപ്റ്റം സെപ്റ്റംബർ ก.ย กันยายน
    სექ სექტემბერი ሴፕቴ ሴፕቴምበር
    septembri កញ្ញា ກັນຍາ စက်တင်ဘာ සැප්තැම්බර් irailaren""",
    """dfomh eki ekim hyd hydref loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktabr oktoba
    oktobar oktober oktobra oktobris oktoobar oktoober oktubre oktyabr ott ottobre out outubro paz pazdziernik
    pazdziernika rij rijen rijna spal spalio spalis tet tetor urr urria οκτ οκτωβριοσ οκτωβριου жовт жовтень
    жовтня кас кастрычнік кастрычніка окт октобар октомври октябр октябрь октября қаз қазан հոկ հոկտեմբեր
    հոկտեմբերի אוק אוקטובר اکتبر اکتوبر تشرین_الاول تشرینی_یەکەم अक्टू अक्टूबर अक्टोबर ऑक्टो ऑक्टोबर অক্টো
    অক্টোবর ਅਕਤੂ ਅਕਤੂਬਰ ઑક્ટો ઑક્ટોબર அக் அக்டோபர் అక్టో అక్టోబర్ ಅಕ್ಟೋ ಅಕ್ಟೋಬರ್ ഒക്ടോ ഒക്ടോബർ ต.ค
    ตุลาคม ოქტ ოქტომბერი ኦክቶ ኦክቶበር
    oktobri តុលា ຕຸລາ အောက်တိုဘာ ඔක්තෝබර් urriaren""",
    """aza azaroa kas kasım lapkr lapkricio lapkritis lis listopad listopada listopadu marras marraskuu marraskuuta
    nen nentor nob nobyembre nof noiembrie noofeembar nov novemba novembar november novembra novembre novembris
    novembro noviembre noy noyabr nuw nuwamba samh samhain stu studeni studenoga tach tachwedd νοε νοεμβριοσ
    νοεμβριου лист листопад листопада ліс лістапад лістапада нов новембар ное ноември ноя нояб ноябр ноябрь
    ноября қар қараша նոյ նոյեմբեր նոյեմբերի נוב נובמבר تشرین_الثانی تشرینی_دووەم نوامبر نوفمبر نومبر نونبر नव
    नवंबर नोभेम्बर नोव्हें नोव्हेंबर নভে নভেম্বর ਨਵੰ ਨਵੰਬਰ નવે નવેમ્બર நவ நவம்பர் నవం నవంబర్ ನವೆಂ ನವೆಂಬರ್ നവം
    നവംബർ พ.ย พฤศจิกายน ნოე ნოემბერი ኖቬም ኖቬምበር
    novembri វិច្ឆិកា ພະຈິກ နိုဝင်ဘာ නොවැම්බර් azaroaren""",
    """abe abendua aralık dec decembar december decembra decembre decembrie decembris decembro dek dekabr des
    desemba desember desembre dets detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre dis
    disamba diseembar disember disyembre gru grudnia grudzien gruod gruodis gruodzio joulu joulukuu joulukuuta
    noll nollaig prosinac prosinca prosince prosinec rhag rhagfyr δεκ δεκεμβριοσ δεκεμβριου груд грудень грудня
    дек декабр декабрь декабря декември дец децембар жел желтоқсан сне снежань снежня դեկ դեկտեմբեր դեկտեմբերի
    דצמ דצמבר دجنبر دسامبر دسمبر دیسمبر کانون_الاول کانونی_یەکەم डिसें डिसेंबर डिसेम्बर दिस दिसंबर ডিসে ডিসেম্বর
    ਦਸੰ ਦਸੰਬਰ ડિસે ડિસેમ્બર டிச டிசம்பர் డిసెం డిసెంబర్ ಡಿಸೆಂ ಡಿಸೆಂಬರ್ ഡിസം ഡിസംബർ ธ.ค ธันวาคม დეკ დეკემბერი ዲሴም
    ዲሴምበር
    decembri ធ្នូ ທັນວາ ဒီဇင်ဘာ දෙසැම්බර් abenduaren""",
)
_MONTHS = {name.replace("_", " "): month for month, names in enumerate(_NAMES, 1) for name in names.split()}
_CROATIAN = {"listopada": 10, "listopad": 10, "lis": 10, "lip": 6, "srp": 7}
# Iran and Afghanistan count the months from the spring on.
_SOLAR = {
    name: month
    for month, names in enumerate(
        ("فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد امرداد اسد", "شهریور سنبله",
         "مهر میزان", "ابان عقرب", "اذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت"), 1
    )
    for name in names.split()
}  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\u0653-\u0655\u200b-\u200f]")
_LETTERS = str.maketrans("يىك", "ییک")
_LONGEST_NAME = 40
_SOLAR_EPOCH = date(622, 3, 21)
_SOLAR_YEARS = range(1300, 1451)
_THAI_YEARS = range(2440, 2601)


def plain(word: str) -> str:
    """A word without case, accents and the dot of an abbreviation."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", word[:_LONGEST_NAME].casefold()))
    return bare.translate(_LETTERS).strip(".׳॰'’")


def month_named(word: str, language: str = "") -> int | None:
    """The number of the month that a plain word (or two) names in Gregory's calendar."""
    if language in ("hr", "bs") and word in _CROATIAN:
        return _CROATIAN[word]
    return _MONTHS.get(word)


def solar_month_named(word: str) -> int | None:
    """The same for the months of Iran and Afghanistan."""
    return _SOLAR.get(word)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day in Gregory's calendar; years of the Iranian and the Thai count are known by their number."""
    try:
        if year in _SOLAR_YEARS:
            return _solar_day(year, month, day)
        if not 1000 < year < 3000:
            return None
        return date(year - 543 if year in _THAI_YEARS else year, month, day)
    except ValueError:
        return None


def _solar_day(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    # The years from 1178 to 1633 follow a round of 33 years with eight leap days (Borkowski's period, as most use it).
    leaps = (8 * year + 21) // 33
    before = (year - 1) * 365 + leaps + (min(month - 1, 6) * 31 + max(month - 7, 0) * 30) + day - 1
    return _SOLAR_EPOCH + timedelta(days=before)
