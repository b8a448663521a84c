"""The demo's stories in French and Arabic, written out whole."""

from typing import NamedTuple

from iria_crawler.demo.story import Language


class Manuscript(NamedTuple):
    """A story that no grammar wrote."""

    language: Language
    title: str
    category: str
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]
    caption: str
    credit: str


MANUSCRIPTS = (
    Manuscript(
        language="fr",
        title="À Porto Velio, les pêcheurs apprennent à compter les poissons",
        category="Europe",
        tags=("pêche", "climat"),
        paragraphs=(
            "Chaque matin, avant que la criée n’ouvre ses portes, une dizaine de pêcheurs de Porto Velio remplissent "
            "un carnet bleu. Ils y notent l’espèce, la taille et l’endroit de chaque prise, puis remettent la page au "
            "laboratoire installé dans l’ancienne glacière du port.",
            "L’idée est née d’une querelle. Il y a trois ans, le ministère carvonais voulait fermer la baie pendant "
            "six mois ; les équipages répondaient que personne, à Santa Brisa, n’avait jamais vu leurs filets. Faute "
            "de chiffres, les deux camps avaient raison.",
            "« Nous ne demandions pas qu’on nous croie, nous demandions qu’on vérifie », raconte Odile Verrano, "
            "patronne d’un chalutier de douze mètres. Depuis, la coopérative publie ses relevés chaque trimestre, et "
            "la fermeture ne dure plus que sept semaines.",
            "Les biologistes y trouvent leur compte : jamais ils n’avaient disposé d’une série aussi longue sur une "
            "côte aussi courte. Ils ont déjà constaté que les sardines arrivent dix jours plus tôt qu’autrefois, et "
            "que les jeunes mérous se réfugient désormais près de la digue.",
            "Reste la question de l’argent. Le programme coûte peu, mais il dépend d’une subvention qui expire à la "
            "fin de l’année. La commune voisine de Cala Ferrata a promis de payer sa part, à condition que ses propres "
            "bateaux puissent rejoindre l’expérience.",
        ),
        caption="Des carnets de pêche à la criée de Porto Velio.",
        credit="Coopérative de la baie/Bastien Galvano",
    ),
    Manuscript(
        language="ar",
        title="قرية مرجات تعيد فتح مدرستها بعد عشر سنوات من الصمت",
        category="Middle East",
        tags=("تعليم", "مجتمع"),
        paragraphs=(
            "عاد جرس المدرسة القديمة في قرية مرجات إلى الرنين صباح الأحد، بعد عشر سنوات بقيت فيها الأبواب مغلقة "
            "والنوافذ مكسورة. واصطف نحو ثمانين تلميذا في الساحة التي أصلحها الأهالي بأيديهم خلال الصيف.",
            "وقالت مديرة المدرسة، وهي من أبناء القرية، إن الفكرة بدأت حين اكتشفت الأمهات أن الطريق إلى أقرب صف "
            "يستغرق ساعتين كل يوم. وأضافت أن الوزارة وعدت بإرسال أربعة معلمين قبل نهاية الفصل الأول.",
            "وجمع السكان المال من بيع الزيتون، وتبرع نجار متقاعد بصنع المقاعد من خشب الأبواب القديمة. أما الكتب "
            "فقد وصلت من مكتبة في العاصمة بيت آرام، ومعها خريطة كبيرة علقت عند المدخل.",
            "ولا تزال الكهرباء تنقطع بعد الظهر، ولذلك تنتهي الدروس عند الساعة الواحدة. ويأمل مجلس القرية في تركيب "
            "ألواح شمسية على السطح إذا وافقت البلدية على تحمل نصف الكلفة.",
            "ويرى باحثون في شؤون التعليم أن تجربة مرجات قد تصلح مثالا لقرى أخرى في وادي السدر، شرط ألا تترك وحدها "
            "بعد انتهاء الحماسة الأولى.",
        ),
        caption="تلاميذ أمام مدخل المدرسة في مرجات.",
        credit="مكتب مرجات الصحفي",
    ),
    Manuscript(
        language="fr",
        title="L’Oulanda mise sur ses bibliothèques ambulantes",
        category="Africa",
        tags=("culture", "éducation"),
        paragraphs=(
            "Six camions peints en vert ont quitté Oulanda lundi, chargés chacun de deux mille livres. Pendant quatre "
            "mois, ils feront halte dans les marchés du nord de la Tembira, où la librairie la plus proche se trouve "
            "souvent à une journée de route.",
            "Le projet n’est pas nouveau : une première caravane avait circulé dans les années quatre-vingt, avant "
            "que les pistes ne deviennent impraticables. Cette fois, les véhicules emportent aussi une antenne, un "
            "écran et de quoi réparer les reliures.",
            "À Kivumbe, les lecteurs attendaient depuis l’aube. « Mon fils a emprunté un atlas, et moi un manuel de "
            "menuiserie », sourit Amadou Tembele, venu de la rive opposée du lac. Les livres seront repris au passage "
            "suivant, dans trois semaines.",
            "Les organisateurs tiennent à ce que la moitié des ouvrages soient écrits dans les langues de la région. "
            "Plusieurs ont été imprimés pour l’occasion, à partir de contes recueillis par des instituteurs.",
            "Si l’expérience réussit, la caravane deviendra permanente. Le budget, voté de justesse, prévoit une "
            "évaluation au printemps ; les bibliothécaires, eux, ont déjà commencé à compter les retards.",
        ),
        caption="Un camion-bibliothèque sur la place du marché de Kivumbe.",
        credit="Caravane du livre",
    ),
    Manuscript(
        language="ar",
        title="مرفأ رأس محلان يستقبل أول سفينة شراعية لنقل البضائع",
        category="Gulf",
        tags=("موانئ", "طاقة"),
        paragraphs=(
            "رست في مرفأ رأس محلان مساء الثلاثاء سفينة شحن تعتمد على الأشرعة في معظم رحلتها، وهي الأولى من نوعها "
            "التي تصل إلى سواحل حزمار منذ عقود. وتحمل السفينة شحنة من القهوة والتوابل والخشب.",
            "وأوضح قبطان السفينة أن الرحلة استغرقت تسعة عشر يوما، أي أطول بأسبوع من سفينة عادية، لكنها استهلكت "
            "أقل من عشر الوقود. وأضاف أن الرياح الموسمية كانت أفضل من المتوقع قرب مدخل الخليج.",
            "وتجمع عشرات من أبناء البحارة القدامى على الرصيف لمشاهدة الأشرعة وهي تطوى. وقال أحدهم إن جده كان يعرف "
            "هذا الطريق من دون خريطة، وإن العودة إليه ليست حنينا بل حساب دقيق للكلفة.",
            "ويدرس مجلس الموانئ خفض الرسوم على السفن التي تستخدم الرياح، على أن يعرض الاقتراح على البرلمان في "
            "الربيع. ويحذر تجار من أن مواعيد الوصول ستبقى رهينة للطقس.",
        ),
        caption="السفينة الشراعية عند رصيف رأس محلان.",
        credit="هيئة موانئ حزمار",
    ),
)
