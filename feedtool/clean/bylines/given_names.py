"""Common given names in the countries of the languages of `date_data`, folded; data only."""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
    aaron abby abdul abdullah abigail adam adele adrian agata agnes agnieszka ahmed aisha alan
    albert alberto alejandra alejandro alessandra alessandro alex alexander alexandra
    alexandre alexis alfred ali alice alicia alina alison allan allison alyssa amanda amber
    amelia amir amit amy ana andrea andreas andrei andrew andrey andrzej andy angel angela
    angelika angelina anita anja ann anna annabel anne annette annie annika anthony antoine
    anton antonia antonio anurag arne arnold arthur arun ashley astrid audrey axel barbara
    bartosz beata beatrice ben benedikt benjamin bernard bernd bert beth bettina bianca bill
    billy birgit bjorn bob bogdan boris brad bradley brandon brenda brendan brent brett brian
    bridget bruce bruno bryan caitlin cameron camila camille carl carla carlo carlos carmen
    carol carolin caroline carolyn carsten catherine cathy cecilia celine chad charles charlie
    charlotte chelsea cheryl chloe chris christa christian christiane christina christine
    christoph christopher cindy claire clara clare claudia claus clemens colin conor constanze
    corinna craig cristina crystal curtis cynthia dale damian damien dan dana daniel daniela
    daniele danielle danny darren daryl dave david dawn deborah debra denis denise dennis
    derek diana diane diego dieter dietmar dirk dmitri dmitry dominic dominik don donald donna
    dora doris dorothy doug douglas duncan dustin dylan eduardo edward eileen elaine eleanor
    elena elias elisabeth elise elizabeth ella ellen ellie elsa emanuel emil emilia emilie
    emily emma enrico eric erica erich erik erika erin ernst esther ethan eugene eva evan eve
    evelyn fabian fabio fatima fatma felix fernando fiona florian frances francesca francesco
    francis francisco franck francois frank franz franziska fred frederic frederik friedrich
    gabriel gabriela gabriele gareth gary gavin gemma geoff geoffrey georg george georgia
    gerald gerd gerhard gianluca gillian gina giorgio giovanni giulia giuseppe glen glenn
    gloria gordon grace graham grant greg gregor gregory greta grzegorz guido guillaume
    gustavo hanna hannah hannes hans harald harry hassan heather heidi heike heiko heinrich
    heinz helen helena helene helmut hendrik henning henrik henry herbert hermann holger holly
    howard hugh hugo ian ibrahim igor ilka ilona ines inga ingo ingrid irene irina iris isaac
    isabel isabella isabelle ivan ivana jack jackie jackson jacob jacqueline jacqui jake jakob
    jakub james jamie jan jana jane janet janice janine jared jasmin jasmine jason javier jay
    jean jeff jeffrey jen jenna jennifer jenny jens jeremy jerome jerry jess jesse jessica
    jill jim jimmy joachim joan joana joanna joanne joao jochen jodie joe joel joerg johan
    johann johanna johannes john johnny jon jonas jonathan jordan jorg jorge jose josef joseph
    josh joshua juan juana judith judy julia julian juliane julie juliette jurgen justin
    justyna kai karen karin karl karla karolina karsten kate katharina katherine kathleen
    kathrin kathryn kathy katie katja katrin kayla keith kelly kelsey ken kenneth kerry
    kerstin kevin kim kimberly kirsten kirsty klaus konrad konstantin kristen kristian kristin
    kristina kristy krzysztof kurt kyle lara larry lars laura lauren laurent lea leah lee lena
    leo leon leonard leonie leslie liam lidia lily linda lindsay lindsey lisa liz logan
    lorenzo lori louis louise luca lucas lucia lucie lucy luis luisa luise luka lukas luke
    lutz lydia lynn maciej maddie madeleine madison magdalena malcolm manfred manuel manuela
    mara marc marcel marcin marco marcos marcus maren margaret margarita maria marian mariana
    marianne marie marina mario marion marius mark markus marta martha martin martina marvin
    mary matej mateo mateusz mathias mathieu mathilde matt matteo matthew matthias maurice max
    maxim maximilian maya megan mehmet melanie melissa mercedes meredith mia michael michal
    michel michele michelle miguel mikael mike mikhail mila milan mira miriam mirjam mitchell
    mohamed mohammad mohammed molly monica monika morgan moritz muhammad mustafa nadia nadine
    nadja nancy naomi natalia natalie natasha nathan neil nicholas nick nicola nicolas nicole
    nigel nikita nikolai nikolas nils nina noah noel nora norbert norman olaf oleg olga oliver
    olivia olivier omar oscar oskar otto owen pablo pamela paola paolo pascal patricia patrick
    patrizia paul paula paulo pavel pawel pedro penelope penny pete peter petra phil philip
    philipp philippe phillip phoebe pierre piotr rachel rafael rahul rainer raj ralf ralph
    ramona raphael raul ravi ray raymond rebecca reinhard renate rene ricardo richard rick
    rita rob robert roberta roberto robin roger roland rolf romain roman ron ronald rosa ross
    roy ruben rudolf russell ruth ryan sabine sabrina sally salvatore sam samantha samuel
    sandra sandro sanjay santiago sara sarah sascha scott sean sebastian selina serge sergei
    sergey sergio shannon sharon shaun shawn sheila shelly shirley silke silvia simon simone
    sofia sofie sonia sonja sophia sophie spencer stacy stanislav stefan stefanie stefano
    steffen stella stephan stephanie stephen steve steven stuart sue susan susanna susanne
    suzanne svea sven svenja sybille sylvia sylvie tamara tania tanja tara tatiana ted teresa
    terry tessa thea theo theresa thomas thorsten tia till tilo tim timo timothy tina tobias
    todd tom tomas tomasz tommy toni tony torsten tracy trevor tricia troy tyler udo ulrich
    ulrike ursula ute uwe vadim valentin valentina valeria valerie vanessa vera verena
    veronica veronika victor victoria viktor viktoria vince vincent virginia vladimir volker
    wade walter wanda warren wayne wendy werner wesley wilhelm william wolfgang xavier yan
    yann yasmin yolanda yuri yusuf yves yvonne zac zach zachary zoe zoltan александр алексей
    алена анастасия андрей анна антон борис вадим валентина валерий василий вера виктор
    виктория виталий владимир галина георгий дарья денис дмитрий евгений екатерина елена иван
    игорь илья ирина кирилл константин ксения лариса леонид любовь людмила максим маргарита
    марина мария михаил надежда наталия наталья никита николай оксана олег ольга павел петр
    полина роман светлана семен сергей софья станислав степан тамара татьяна тимур федор юлия
    юрий яна ярослав олександр андрій сергій дмитро володимир тетяна наталія олена ірина
    микола юлія катерина γιαννης γιωργος δημητρης κωστας μαρια νικος παναγιωτης σοφια χρηστος
    ελενη αννα κωνσταντινος αλεξανδρος βασιλης ιωαννης γεωργιος κατερινα ηλιας στελιος θανος
    μιχαλης αντωνης
    """.split()
)
