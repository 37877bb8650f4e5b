"""Function words, endings and letters that distinguish languages of the same script.

Data only; `language` decides how much each of them counts.
"""

from __future__ import annotations

SMALL_WORDS = {
    "en": (
        "the of and to in a is that for it was with as his he on be at by had has have from are "
        "this not but they will an which their were we you who been said would or all can more "
        "about i my after over new out up there what when if than into her she its one two no "
        "so do how off"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch "
        "am um bei wird wurde waren war aus nach vor über nur noch wie oder einen einem einer "
        "eines es er sie wir ich ihr man hat haben sind werden kann können soll will dass wenn "
        "aber mehr bis durch gegen unter zum zur vom beim was wo hatte sagte seine ihre seit "
        "zwei neue neuen neuer jetzt sei ins"
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se il "
        "elle ils nous vous on ce cette ces son sa ses leur avec sans mais ou où été était sont "
        "ont fait être avoir aux après avant entre comme tout tous deux dit même d l c qu n s y "
        "veut contre selon chez très bien"
    ),
    "es": (
        "de la que el en y a los se del las un por con no una su para es al lo como más o pero "
        "sus le ha han este esta entre cuando muy sin sobre también me hasta hay donde desde "
        "todo nos durante ni contra otros ese eso había ante ellos e fue ser son tras según yo "
        "mi qué sido está dijo ella él dos años año junto nuevo nueva quiere sé"
    ),
    "pt": (
        "de a o que e do da em um para com não uma os no se na por mais as dos como ao mas foi "
        "das tem seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela "
        "entre era depois sem mesmo aos ter seus quem nas me esse eles foram são após ele à às "
        "num numa nova novo disse dois anos ainda"
    ),
    "it": (
        "di e il la che in a per un è non con del si da una sono le dei della al nel più lo gli "
        "i alla dal ha hanno anche come ma se o delle dalla nella sul sulla degli ai dopo ed "
        "era due suo sua loro questo questa stato stata essere fra tra chi cui ancora detto ci "
        "mi so l dell all nell dall"
    ),
    "nl": (
        "de van het een en in is dat op te zijn met voor niet die er aan om ook als bij was "
        "werd deze door uit over maar dit nog naar had zij hun zondag onder laatste hij ze we "
        "ik je wordt worden heeft hebben kan kunnen zal wil zou meer geen dan tot na tegen "
        "tussen al wat wie waar twee nieuwe zei haar hem mijn ons tijdens volgens zo"
    ),
    "pl": (
        "w i na z do się nie że to o jest za po od przez dla jak są ale co tym oraz był była "
        "było jego jej tej tego które przed pod nad tylko także już a ze u który która we być "
        "może ma mają czy tak jako roku będzie gdy jeszcze ich nas bardzo"
    ),
    "sv": (
        "och i att det som en på är av för med till den har de inte om ett han var vid under "
        "efter från kan man sig hon deras där när mot men så jag vi du ska skulle vill blir "
        "blev mer eller nu sin sitt sina också här över mellan än ut upp vad alla sade säger "
        "finns hade vara två år"
    ),
    "da": (
        "og i at det er en til på af for den de med der som ikke har et om fra blev hun han var "
        "sig men jeg vi kan vil skal havde efter over ved ud når mod også meget hvad sagde "
        "siger bliver være været mellem nogle noget kun uden under op mig dig hvor nu to år "
        "hvis end blive kunne næste siden"
    ),
    "no": (
        "og i det er på en til som for av at med har de ikke den om et fra ble seg hun han var "
        "men jeg vi kan vil skal hadde etter over ved ut når mot også mye hva sa sier blir være "
        "vært mellom noen noe bare uten under opp meg deg hvor nå to år hvis enn bli kunne "
        "dersom neste siden ei min"
    ),
    "fi": (
        "ja on ei että se hän oli ovat myös mutta kun sen joka tai mukaan ole kuin en mitä jos "
        "niin vain nyt ne he me minä sinä olla olisi voi jo vielä sekä hänen jotka siitä tämä "
        "tämän sitä jälkeen koko yli ensi uusi uuden kaksi sanoi"
    ),
    "cs": (
        "a v se na je že s z do o to i pro za by ale jsou jako po k který od byl byla bylo jeho "
        "jejich před pod také jen až když podle při u ve ze si jsem není nebo už která které "
        "aby tak jak může mezi bude proti ještě přes dvě dva rok roce letos mu jej nás co chce"
    ),
    "hu": (
        "a az és hogy nem is egy van ez azt meg csak volt már mint de ha még után el ki vagy "
        "lesz lett mellett között nagy új két arra erre ezért mert sem minden akkor majd "
        "szerint kell lehet pedig ezt aki amely ami több mondta mi"
    ),
    "ro": (
        "de și în a la cu pe din nu că o este pentru care un mai au sunt ce fi s să ei el ea le "
        "se al ale lui prin după dar sau fost ca va vor către fără până între unei unui cei "
        "anul două doi lângă spus vrea știu"
    ),
    "tr": (
        "ve bir bu da de için ile olarak çok daha en gibi olan kadar sonra ne ise oldu değil "
        "var yok dedi her şey önce altında günü akşam o ama ki mi mı ya hem göre yeni iki tüm "
        "bütün ilk son yıl olduğu olduğunu tarafından üzerinde kendi arasında istiyor"
    ),
    "id": (
        "yang di dan itu dengan untuk tidak ini dari dalam akan pada juga ke karena oleh ada "
        "adalah bisa telah sudah saya dia ia mereka kami kita atau saat lebih satu dua baru "
        "para sebagai hari tahun bahwa antara setelah harus menjadi secara atas seperti kata "
        "apa hingga namun tepi jalan"
    ),
    "vi": (
        "và của là có được cho không trong một những với các người này đã khi về đến ở ra vào "
        "tại năm theo từ sẽ phải nhiều cũng như bị sau đang tôi anh ông bà"
    ),
    "ru": (
        "и в не на что с по это как из за от к для его так но о был все была были её под после "
        "уже при чтобы или они мы только также году у а он она я вы то же бы во со до нет ещё "
        "если когда где кто без над между через более может будет этого том чем"
    ),
    "uk": (
        "і в не на що з та до у це як за від для його але про є був була були під після має ми "
        "вони їх щоб яка які при час над й а він вона я ви то ж би зі із бо чи ще вже якщо коли "
        "де хто без між через більше може буде цього тому або який"
    ),
    "bg": (
        "и на в за да от се е с че по не са като до през който ще със при а но след той тя те "
        "беше които във му си ги или това има може без под над към още"
    ),
    "sr": (
        "и у је да на се за од су са као не који што то из а али након до по при био она он они "
        "би или ће није"
    ),
    # Listed so that they are not mistaken for similar languages.
    "ca": "i de la el que en els les amb per és del dels una un no al va als pel ha són més",
    "hr": "i u je se na da za su od što koji nije ali bi iz kao s o koja samo te biti će ili",
    "is": "og að í á er sem var ekki við um en hann það til af þar eru með hún því verið",
    "lt": "ir kad su iš buvo yra bei tai jau į ne apie bet po nuo dėl kaip tik jo už o",
    "sk": "a v sa na je že s z do o to aj pre za by ale sú ako po ktorý od bol bola bolo pri už",
}
# Endings of longer words, because a short text has few function words. An ending shared by two
# languages does not decide between them, but keeps both ahead of a third.
ENDINGS = {
    "en": "ing ght tion ness ould",
    "de": "lich keit heit schaft ierung ungen nung tung eten icht",
    "fr": "tion ment eux aux eurs ique ées aient ait",
    "es": "ción ciones dad iento ería eron aron ando",
    "pt": "ção ções dade ões ento aram eram ando",
    "it": "zione zioni ità mente ggio etti etto anno ndo",
    "nl": "lijk heid atie erij ingen jaar oek",
    "pl": "ości ego ych ować ów cji ją ły ła",
    "sv": "arna erna orna ade ningen tion het igt ades",
    "da": "erne ede hed tion else elsen ligt øgt øj",
    "no": "ene ede het sjon else elsen lig ert øy eid",
    "fi": "ssa ssä lla llä stä ltä nen iin ään aan ivät uvat neet sta ista lta tiin een ksen",
    "cs": "ost ého ých ovat ují ala ali ání ení ách",
    "hu": "ság ség ból ből tól től ról ről nak nek ban ben val vel hoz hez ott ett okat eket",
    "ro": "ului ilor ția ții ește ează tele rile ată ală ară",
    "tr": (
        "ları leri ının inin iyor ıyor uyor ında inde mış miş muş dığı diği ını ığını ğini dan "
        "den lar ler"
    ),
    "id": "kan nya han gan ang ung",
    "ru": "ить ать еть ого ость ция ние ется лась лся ой ый ей ния ции ство ают яют ами",
    "uk": "ити ати ого ість ція ння ється лася вся ій ий ції ство ють ами ків",
    "bg": "ата ята ите ото ето ния ване ство",
    "sr": "ити ати ог ост ција ње ије ака ства",
}
# Letters that distinguish a language from those with similar function words. Each counts as a word.
OWN_LETTERS = {
    "tr": "ğışçöü",
    "uk": "іїєґ",
    "ru": "ыэё",
    "sr": "јљњћђџ",
    "bg": "ъ",
    "da": "æøå",
    "no": "æøå",
    "sv": "åäö",
    "fi": "äö",
    "pl": "ąęłńśźżć",
    "cs": "ěřůčšžáéíýú",
    "hu": "őűáéíóöúü",
    "ro": "ășțâ",
    "pt": "ãõçêáéíóú",
    "es": "ñ¿¡áéíóú",
    "fr": "éèêçàœ",
    "it": "èàòù",
    "ca": "èàòçéíóú",
    "hr": "čćžšđ",
    "is": "ðþæáéíóúýö",
    "lt": "ėįųūąęčšž",
    "sk": "ľĺŕôčšžáéíýú",
    "de": "ßäöü",
    "vi": "ạảấầẩậắằẵặẹẻếềểệọỏốồổộớờởợụủứừửựơư",
}
