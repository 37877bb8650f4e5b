"""Function words, endings and letters that distinguish languages of the same script.

Data only; `language` decides how much each of them counts.
"""

from __future__ import annotations

SMALL_WORDS = {
    "en": (
        "the of and to in a is that for it was with as his he on be at by had has have from are "
        "this not but they will an which their were we you who been said would or all can more "
        "about i my after over new out up there what when if than into her she its one two no so "
        "do how off your why like just only also other some any most very many much such these "
        "those them him me us too yet because while during before between through against without "
        "within under again where here now then could should may might must did does doing being "
        "get got make made first last next best every each both few own same per via"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch am "
        "um bei wird wurde waren war aus nach vor über nur noch wie oder einen einem einer eines "
        "es er sie wir ich ihr man hat haben sind werden kann können soll will dass wenn aber "
        "mehr bis durch gegen unter zum zur vom beim was wo hatte sagte seine ihre seit zwei neue "
        "neuen neuer jetzt sei ins"
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se il "
        "elle ils nous vous on ce cette ces son sa ses leur avec sans mais ou où été était sont "
        "ont fait être avoir aux après avant entre comme tout tous deux dit même d l c qu n s y "
        "veut contre selon chez très bien"
    ),
    "es": (
        "de la que el en y a los se del las un por con no una su para es al lo como más o pero "
        "sus le ha han este esta entre cuando muy sin sobre también me hasta hay donde desde todo "
        "nos durante ni contra otros ese eso había ante ellos e fue ser son tras según yo mi qué "
        "sido está dijo ella él dos años año junto nuevo nueva quiere sé"
    ),
    "pt": (
        "de a o que e do da em um para com não uma os no se na por mais as dos como ao mas foi "
        "das tem seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela "
        "entre era depois sem mesmo aos ter seus quem nas me esse eles foram são após ele à às "
        "num numa nova novo disse dois anos ainda"
    ),
    "it": (
        "di e il la che in a per un è non con del si da una sono le dei della al nel più lo gli i "
        "alla dal ha hanno anche come ma se o delle dalla nella sul sulla degli ai dopo ed era "
        "due suo sua loro questo questa stato stata essere fra tra chi cui ancora detto ci mi so "
        "l dell all nell dall"
    ),
    "ca": (
        "i de la el que en els les amb per és del dels una un no al va als pel ha són més o com "
        "però perquè aquest aquesta aquests aquestes també fins des sense entre quan on molt tot "
        "tots seu seva seus seves ser estar han hi ho li em et es se ens us què qui fa fer dos "
        "dues any anys segons després abans durant contra sobre cap només ja si ni pels pot poden "
        "era eren van ahir avui l d s m t n"
    ),
    "gl": (
        "e o a os as de do da dos das en no na nos nas un unha que por para con non se é ao á aos "
        "ás máis como pero foi polo pola polos polas seu súa seus súas este esta isto el ela eles "
        "tamén xa moi cando onde ata sobre entre sen ten hai foron está están dous anos ano "
        "segundo dun dunha"
    ),
    "nl": (
        "de van het een en in is dat op te zijn met voor niet die er aan om ook als bij was werd "
        "deze door uit over maar dit nog naar had zij hun zondag onder laatste hij ze we ik je "
        "wordt worden heeft hebben kan kunnen zal wil zou meer geen dan tot na tegen tussen al "
        "wat wie waar twee nieuwe zei haar hem mijn ons tijdens volgens zo"
    ),
    "af": (
        "die en van in het is nie dat vir met op te aan sy hy ons hulle wat as maar ook of om "
        "deur by uit oor na tot kan sal word was baie meer twee jaar nog net hierdie daardie dit"
    ),
    "pl": (
        "w i na z do się nie że to o jest za po od przez dla jak są ale co tym oraz był była było "
        "jego jej tej tego które przed pod nad tylko także już a ze u który która we być może ma "
        "mają czy tak jako roku będzie gdy jeszcze ich nas bardzo przy których któremu którym lub "
        "ani więc bo tam tu teraz potem sobie siebie mnie mi nam wam nimi niego niej nich jedna "
        "jeden jedno dwa dwie trzy wszystko wszystkich można należy będą został została zostały "
        "podczas gdzie kiedy dlaczego między bez około wśród wraz według ten ta te tych temu"
    ),
    "sv": (
        "och i att det som en på är av för med till den har de inte om ett han var vid under "
        "efter från kan man sig hon deras där när mot men så jag vi du ska skulle vill blir blev "
        "mer eller nu sin sitt sina också här över mellan än ut upp vad alla sade säger finns "
        "hade vara två år"
    ),
    "da": (
        "og i at det er en til på af for den de med der som ikke har et om fra blev hun han var "
        "sig men jeg vi kan vil skal havde efter over ved ud når mod også meget hvad sagde siger "
        "bliver være været mellem nogle noget kun uden under op mig dig hvor nu to år hvis end "
        "blive kunne næste siden"
    ),
    "no": (
        "og i det er på en til som for av at med har de ikke den om et fra ble seg hun han var "
        "men jeg vi kan vil skal hadde etter over ved ut når mot også mye hva sa sier blir være "
        "vært mellom noen noe bare uten under opp meg deg hvor nå to år hvis enn bli kunne dersom "
        "neste siden ei min"
    ),
    "is": (
        "og að í á er sem var ekki við um en hann það til af þar eru með hún því verið frá fyrir "
        "hefur hafa þeir þau þess þetta þá svo ef eða ég þið mér sér sig upp út inn yfir undir "
        "eftir vera væri voru verða verður hjá nú hér þegar hvað hver ár ári"
    ),
    "fi": (
        "ja on ei että se hän oli ovat myös mutta kun sen joka tai mukaan ole kuin en mitä jos "
        "niin vain nyt ne he me minä sinä olla olisi voi jo vielä sekä hänen jotka siitä tämä "
        "tämän sitä jälkeen koko yli ensi uusi uuden kaksi sanoi"
    ),
    "et": (
        "ja on ei et see ta ka oli kui mis kes aga ning või siis nii veel juba ainult oma meie "
        "teie nad nende selle seda sellest tema mind mulle pole olid olema saab võib peab pärast "
        "enne kuni üle all välja juures aasta aastal väga rohkem üks kaks kolm ma sa me te nagu"
    ),
    "cs": (
        "a v se na je že s z do o to i pro za by ale jsou jako po k který od byl byla bylo jeho "
        "jejich před pod také jen až když podle při u ve ze si jsem není nebo už která které aby "
        "tak jak může mezi bude proti ještě přes dvě dva rok roce letos mu jej nás co chce"
    ),
    "sk": (
        "a v sa na je že s z do o to aj pre za by ale sú ako po ktorý od bol bola bolo pri už "
        "ktorá ktoré ktorí jeho jej ich pred pod tiež len až keď podľa u k vo zo si som nie nebo "
        "alebo aby tak môže medzi bude proti ešte cez dva dve rok roku čo tom tento táto toto mu "
        "ho nás vás bez kde"
    ),
    "sl": (
        "in je v na se da za so pa z s ki ne po od tudi bi kot pri ter do iz ali če že ga jo jih "
        "ji mu še bil bila bilo bili ima lahko samo med ker kaj kdo kje kako več leta let leto "
        "dve dva tri prav zelo zaradi pred nad pod brez proti nekaj vse ta to tega ob a"
    ),
    "hr": (
        "i u je se na da za su od što koji nije ali bi iz kao s o koja samo te biti će ili ne to "
        "a po do prije nakon gdje kako kada zbog prema između više može mogu još već nego ovo ova "
        "ovaj taj ta mi vi nas vas bio bila bilo bili ima nema jedan jedna dva dvije tri godina "
        "godine koje kojih kojim tijekom također sa vrijeme mjesto uvijek netko tko"
    ),
    "hu": (
        "a az és hogy nem is egy van ez azt meg csak volt már mint de ha még után el ki vagy lesz "
        "lett mellett között nagy új két arra erre ezért mert sem minden akkor majd szerint kell "
        "lehet pedig ezt aki amely ami több mondta mi"
    ),
    "ro": (
        "de și în a la cu pe din nu că o este pentru care un mai au sunt ce fi s să ei el ea le "
        "se al ale lui prin după dar sau fost ca va vor către fără până între unei unui cei anul "
        "două doi lângă spus vrea știu"
    ),
    "sq": (
        "dhe në të e i një për me nga se që është u ka nuk si më por ky kjo këtë atë tij saj tyre "
        "janë ishte kanë kishte do mund duke pas para mbi deri nën pa edhe ose kur ku çfarë shumë "
        "vetëm dy tre vit viti vjet prej"
    ),
    "lt": (
        "ir kad su iš buvo yra bei tai jau į ne apie bet po nuo dėl kaip tik jo už o savo šis ši "
        "šio šios tas ta jis ji jie jos jų mes jūs aš dar per prie pagal tarp iki prieš todėl kai "
        "ar arba nes kuris kuri kurie kurių bus būti gali labai daugiau metų metais vienas du "
        "taip pat"
    ),
    "lv": (
        "un ir ka no ar par uz bet kas tas tā to pie pēc līdz lai gan vai arī jau vēl tikai kā ko "
        "šis šī šo viņš viņa viņi mēs jūs es savu kad kur tiek būs bija ļoti vairāk gada gadā "
        "gadu starp bez caur dēļ kura kurš kuri nav nekā viens divi"
    ),
    "tr": (
        "ve bir bu da de için ile olarak çok daha en gibi olan kadar sonra ne ise oldu değil var "
        "yok dedi her şey önce altında günü akşam o ama ki mi mı ya hem göre yeni iki tüm bütün "
        "ilk son yıl olduğu olduğunu tarafından üzerinde kendi arasında istiyor"
    ),
    "az": (
        "və bir bu da də üçün ilə olan olaraq edir etdi deyib çox daha amma lakin onun onlar biz "
        "siz mən sən nə kimi sonra əvvəl qədər isə ki var yox il ildə tərəfindən görə haqqında "
        "hər bütün iki"
    ),
    "id": (
        "yang di dan itu dengan untuk tidak ini dari dalam akan pada juga ke karena oleh ada "
        "adalah bisa telah sudah saya dia ia mereka kami kita atau saat lebih satu dua baru para "
        "sebagai hari tahun bahwa antara setelah harus menjadi secara atas seperti kata apa "
        "hingga namun tepi jalan"
    ),
    "tl": (
        "ang ng sa mga na ay at ni si hindi para kung may ito siya niya nila kanyang kanilang "
        "sila ako tayo kami mula dahil ngunit pero lang din rin pa po isang dalawang taon noong "
        "habang upang bilang wala ayon"
    ),
    "sw": (
        "na ya wa kwa ni la za katika hii huo hiyo huu hayo hizo kuwa kama cha vya yake wake lake "
        "zake yao wao pia hata ili baada kabla kutoka hadi bila alisema amesema walikuwa alikuwa "
        "ilikuwa watu mwaka siku hakuna lakini au kila sana zaidi mmoja wawili jana leo mwa "
        "pamoja juu chini ndani huku huyo yule hilo hao mkoa serikali kwamba ambao ambayo ambaye "
        "wote yote"
    ),
    "eu": (
        "eta da ez du dira zen baina bat ere hau hori horrek baino egin izan dute dago zuen den "
        "dela gabe arte beste baita edo bere bi hiru urte gehiago ondoren aurretik zuten dituzte "
        "ditu egiten izango haren gure"
    ),
    "vi": (
        "và của là có được cho không trong một những với các người này đã khi về đến ở ra vào tại "
        "năm theo từ sẽ phải nhiều cũng như bị sau đang tôi anh ông bà"
    ),
    "ru": (
        "и в не на что с по это как из за от к для его так но о был все была были её под после "
        "уже при чтобы или они мы только также году у а он она я вы то же бы во со до нет ещё "
        "если когда где кто без над между через более может будет этого том чем который которые "
        "которая которых можно себя нас вас ему ей им них него неё свою своих быть есть нужно "
        "будут лет года один одна одно два две три всех всё ни кого тогда сейчас теперь здесь там "
        "тут снова очень почти около перед потому лишь ли куда сам сама этой этих эти эта тот та "
        "те той тех мне меня нам вам"
    ),
    "uk": (
        "і в не на що з та до у це як за від для його але про є був була були під після має ми "
        "вони їх щоб яка які при час над й а він вона я ви то ж би зі із бо чи ще вже якщо коли "
        "де хто без між через більше може буде цього тому або який яку її їхній можна себе нас "
        "вас йому їй ним них свою своїх бути треба будуть років році року один одна одно два дві "
        "три всіх все ні тоді зараз тепер тут там знову дуже майже біля перед лише куди сам сама "
        "цієї цих ці цей ця те той мені мене нам вам також"
    ),
    "be": (
        "і ў не на што з у да гэта як за ад для яго але пра быў была было былі пад пасля мы яны "
        "іх каб якая якія пры над а ён яна я вы ці бо яшчэ ўжо калі дзе хто без паміж праз можа "
        "будзе гэтага таго або які гадоў года годзе таксама"
    ),
    "bg": (
        "и на в за да от се е с че по не са като до през който ще със при а но след той тя те "
        "беше които във му си ги или това има може без под над към още този тази тези която което "
        "ми ни ви го я съм сме сте бъде бил била били бяха нас вас все само вече между около "
        "преди докато където кога какво как защо един една едно два две три години година също "
        "така много повече днес вчера пред заради според обаче"
    ),
    "mk": (
        "и на во да се за од е со не што а ги го ја му им ќе како но по до при кој која кое кои "
        "беше биле или само уште веќе меѓу пред поради според овој оваа ова овие тој таа тоа тие "
        "има нема може два две три години година ли"
    ),
    "sr": (
        "и у је да на се за од су са као не који што то из а али након до по при био она он они "
        "би или ће није која које када где како само још већ него ово ова овај тај та ту ми ви "
        "нас вас бити били било била има нема може могу један једна једно два две три година "
        "године између пред преко због према после данас такође ли с о к њ сам смо сте"
    ),
    "kk": (
        "және бір бұл да де үшін мен бен пен деп емес болды болып болады бар жоқ осы сол ол олар "
        "біз сіз қалай кейін дейін туралы жылы өз өзінің екі көп ең"
    ),
}
# Languages that, with as much evidence, are less likely than a related one with more speakers.
RARER = frozenset({"ca", "gl", "af", "is", "et", "sl", "sq", "az", "tl", "eu", "be", "mk", "kk"})
# Endings of longer words, because a short text has few function words. An ending shared by two
# languages does not decide between them, but keeps both ahead of a third.
ENDINGS = {
    "en": "ing ght tion ment ness ould",
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
