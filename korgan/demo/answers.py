"""Ready answers of the made-up region, for what the assessment says of an appeal."""

from typing import NamedTuple

from korgan.demo.names import names
from korgan.reply.templates import Wording


class Answer(NamedTuple):
    code: str
    wording: Wording


TEMPLATES = (
    Answer(
        "on_the_way",
        Wording(
            names(
                "{unit} наряды жолға шықты. Мүмкін болса, сол жерде күтіңіз.",
                "Наряд {unit} в пути. Если можете, ждите на месте.",
                "Наряд {unit} у дорозі. Якщо можете, чекайте на місці.",
                "Patrol {unit} is on the way. If you can, wait where you are.",
            )
        ),
    ),
    Answer(
        "arrives_in",
        Wording(
            names(
                "{unit} наряды шамамен {eta} минутта жетеді. Көрінетін жерде тұрыңыз.",
                "Наряд {unit} будет примерно через {eta} мин. Встаньте там, где вас видно.",
                "Наряд {unit} буде приблизно за {eta} хв. Станьте там, де вас видно.",
                "Patrol {unit} will be there in about {eta} min. Stand where you can be seen.",
            )
        ),
    ),
    Answer(
        "wait",
        Wording(
            names(
                "Хабарламаңыз қабылданды, № {number}. Күтіңіз, бірнеше минутта жауап береміз.",
                "Ваше сообщение принято, № {number}. Ждите, ответим через несколько минут.",
                "Ваше повідомлення прийнято, № {number}. Зачекайте, відповімо за кілька хвилин.",
                "We have your message, No. {number}. Please wait, we will answer in a few minutes.",
            )
        ),
    ),
    Answer(
        "need_place",
        Wording(
            names(
                "Қай жерде екеніңізді жазыңыз немесе орналасқан жеріңізді жіберіңіз.",
                "Напишите, где вы находитесь, или пришлите своё местоположение.",
                "Напишіть, де ви знаходитесь, або надішліть своє місцезнаходження.",
                "Please write where you are or send your location.",
            )
        ),
    ),
    Answer(
        "are_you_safe",
        Wording(
            names(
                "Қауіпсіз жердесіз бе? Зардап шеккендер бар ма?",
                "Вы в безопасности? Есть ли пострадавшие?",
                "Ви в безпеці? Чи є постраждалі?",
                "Are you safe? Is anyone hurt?",
            ),
            kind="emergency",
        ),
    ),
    Answer(
        "accident",
        Wording(
            names(
                "Апаттық дабылды қосыңыз, көлікті орнынан қозғамаңыз. Зардап шеккендер бар ма?",
                "Включите аварийный сигнал, не трогайте машины с места. Есть ли пострадавшие?",
                "Увімкніть аварійний сигнал, не зрушуйте автомобілі. Чи є постраждалі?",
                "Switch on the hazard lights and leave the cars where they are. Is anyone hurt?",
            ),
            category="road_accident",
        ),
    ),
    Answer(
        "at_home",
        Wording(
            names(
                "Қазір сөйлесе аласыз ба? Жауап беру қауіпті болса, «1» деп жазыңыз. Мүмкін болса, көршіге шығыңыз.",
                "Можете сейчас говорить? Если отвечать опасно, напишите «1». Если можно, выйдите к соседям.",
                "Можете зараз говорити? Якщо відповідати небезпечно, напишіть «1». Якщо можна, вийдіть до сусідів.",
                "Can you talk now? If it is dangerous to answer, write 1. If you can, go to a neighbour.",
            ),
            category="domestic_violence",
        ),
    ),
    Answer(
        "child",
        Wording(
            names(
                "Баланың жасы нешеде, не киген, қай жерде және қашан соңғы рет көрдіңіз?",
                "Сколько ребёнку лет, во что одет, где и когда вы видели его в последний раз?",
                "Скільки дитині років, у що одягнена, де й коли ви бачили її востаннє?",
                "How old is the child, what is it wearing, where and when did you see it last?",
            ),
            category="child",
        ),
    ),
    Answer(
        "missing",
        Wording(
            names(
                "Жоғалған адамның аты-жөні, жасы, киімі және фотосы керек. Соңғы рет қайда және қашан көрдіңіз?",
                "Нужны имя, возраст, одежда и фото пропавшего. Где и когда его видели в последний раз?",
                "Потрібні ім’я, вік, одяг і фото зниклого. Де й коли його бачили востаннє?",
                "We need the name, age, clothes and a photo of the missing person. Where and when was he last seen?",
            ),
            category="missing",
        ),
    ),
    Answer(
        "theft",
        Wording(
            names(
                "Ештеңеге қол тигізбеңіз. Не жоғалды, қашан байқадыңыз?",
                "Ничего не трогайте. Что пропало и когда вы это заметили?",
                "Нічого не чіпайте. Що зникло й коли ви це помітили?",
                "Touch nothing. What is missing and when did you notice?",
            ),
            category="theft",
        ),
    ),
    Answer(
        "fraud",
        Wording(
            names(
                "Банкке қазір қоңырау шалып, картаны бұғаттаңыз. Хат алмасу мен чектерді өшірмей, осында жіберіңіз.",
                "Позвоните в банк сейчас и заблокируйте карту. Не удаляйте переписку и чеки, пришлите их сюда.",
                "Зателефонуйте до банку зараз і заблокуйте картку. Не видаляйте листування й чеки, надішліть їх сюди.",
                "Call your bank now and block the card. Keep the messages and receipts and send them here.",
            ),
            category="fraud",
        ),
    ),
    Answer(
        "noise",
        Wording(
            names(
                "Мекенжайды, қабат пен пәтерді жазыңыз. Учаскелік инспекторға тапсырамыз.",
                "Напишите адрес, этаж и квартиру. Передадим участковому инспектору.",
                "Напишіть адресу, поверх і квартиру. Передамо дільничному офіцеру.",
                "Please write the address, floor and flat. We will pass it to the precinct inspector.",
            ),
            category="noise",
        ),
    ),
    Answer(
        "complaint",
        Wording(
            names(
                "Полиция әрекетіне шағымыңыз № {number} болып тіркелді. Оны жоғары тұрған орган қарайды: {desk}.",
                "Ваша жалоба на полицию зарегистрирована, № {number}. Её рассмотрит орган выше: {desk}.",
                "Вашу скаргу на дії поліції зареєстровано, № {number}. Її розгляне вищий орган: {desk}.",
                "Your complaint about the police is registered, No. {number}. A higher body looks into it: {desk}.",
            ),
            kind="complaint",
        ),
    ),
    Answer(
        "tip",
        Wording(
            names(
                "Рахмет, хабарыңыз тексеріледі. Өзіңіз араласпаңыз.",
                "Спасибо, сообщение проверим. Сами не вмешивайтесь.",
                "Дякуємо, повідомлення перевіримо. Самі не втручайтеся.",
                "Thank you, we will check this. Please do not step in yourself.",
            ),
            kind="tip",
        ),
    ),
    Answer(
        "ambulance",
        Wording(
            names(
                "Жедел жәрдем шақырылды (103). Жараланған адамды қозғамаңыз, қасында болыңыз.",
                "Скорая вызвана (103). Не двигайте пострадавшего, будьте рядом.",
                "Швидку викликано (103). Не рухайте постраждалого, будьте поруч.",
                "An ambulance has been called (103). Do not move the injured person, stay close.",
            ),
            service="103",
        ),
    ),
    Answer(
        "fire",
        Wording(
            names(
                "Өрт сөндірушілер шақырылды (101). Үйден шығыңыз, лифтпен жүрмеңіз.",
                "Пожарные вызваны (101). Выйдите из здания, не пользуйтесь лифтом.",
                "Пожежників викликано (101). Вийдіть з будівлі, не користуйтеся ліфтом.",
                "The fire service has been called (101). Leave the building, do not use the lift.",
            ),
            service="101",
        ),
    ),
    Answer(
        "gas",
        Wording(
            names(
                "Газ қызметі шақырылды (104). Жарықты қоспаңыз, терезені ашып, үйден шығыңыз.",
                "Газовая служба вызвана (104). Не включайте свет, откройте окна и выйдите.",
                "Газову службу викликано (104). Не вмикайте світло, відчиніть вікна й вийдіть.",
                "The gas service has been called (104). Switch on no lights, open the windows and go outside.",
            ),
            service="104",
        ),
    ),
    Answer(
        "not_police",
        Wording(
            names(
                "Бұл мәселені полиция шешпейді. Мына қызметке хабарласыңыз: {service}.",
                "Этот вопрос решает не полиция. Обратитесь сюда: {service}.",
                "Це питання вирішує не поліція. Зверніться сюди: {service}.",
                "This is not a matter for the police. Please contact {service}.",
            ),
            service="109",
        ),
    ),
    Answer(
        "signed",
        Wording(
            names(
                "Сізге {operator} нөмірлі оператор жауап береді. Тағы не білесіз?",
                "Вам отвечает оператор № {operator}. Что ещё вы знаете?",
                "Вам відповідає оператор № {operator}. Що ще ви знаєте?",
                "Operator No. {operator} is answering you. What else do you know?",
            )
        ),
    ),
)
