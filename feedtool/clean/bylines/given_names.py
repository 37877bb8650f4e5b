"""Common given names in the countries of the languages of `date_data`, folded; data only."""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
    aaron abbie abby abdul abdullah abel abhishek abigail ada adaeze adam addison adebayo adele
    adeline aditi aditya adrian adrienne agata agnes agnieszka ahmad ahmed ahmet aidan aileen
    aimee aisha aishwarya ajay akash akira akshay alan alana alastair alba albert alberto aldo
    alejandra alejandro aleksandar aleksandra alessandra alessandro alessia alex alexander
    alexandra alexandre alexandru alexis alfie alfonso alfred alfredo ali alice alicia alina
    alisha alison alistair allan allen allie allison alma alonso alvaro alvin alyssa amal amalia
    amanda amara amaya amber amelia amelie amina amir amit amos amrita amy ana anais anand
    ananya anastasia anders andre andrea andreas andrei andrew andrey andrzej andy aneta angel
    angela angelica angelika angelina angelo angie angus aniket anil anindya anirudh anita anja
    anjali anke ankit ankita ann anna annabel anne anneke annemarie annette annie annika anouk
    anselm anshul anthea anthony antoine anton antonia antonio antti anurag anushka aoife april
    araceli archana archie ariana ariane ariel arjun armin arnaud arne arnold aron arpit arthur
    artur arun arvind aryan asher ashish ashleigh ashley ashok ashwin asif astrid audrey
    augustin aurelie aurora ava avery avi axel ayesha ayse azadeh baptiste barack barbara barney
    barry bart bartosz bas bastian beata beatrice becky belinda bella ben benedikt bengt benita
    benito benjamin benoit bernadette bernard bernardo bernd bernhard bert bertram beth bethany
    betsy bettina betty beverly bhavna bianca bianka bill billy birgit bjorn blake blanca bob
    bobby bodo bogdan bojan bonnie boris boyd brad bradley branden brandi brandon brandy branko
    bree brenda brendan brenna brent brett brian brianna brice bridget brigitte brittany brock
    bronwyn brooke bruce bruno bryan bryce byron caitlin caleb callie callum calvin cameron
    camila camilla camille candace candice cara carina carl carla carlo carlos carly carmen
    carol carole carolin caroline carolyn carrie carsten casey caspar cassandra cassidy catalina
    catarina cathal catharina catherine cathrin cathy catriona cecile cecilia cedric celeste
    celina celine cesar chad chandra chantal charlene charles charlie charlotte chelsea chen
    cheryl chiara chidi chinedu chloe chris christa christel christelle christian christiane
    christie christina christine christof christoph christophe christopher christy chuck cian
    ciara ciaran cindy claire clara clare clarence clarissa clark claude claudia claudio claus
    clay clemens clement cliff clint cody colette colin colleen collin connie connor conor
    constance constanze consuelo cora coralie corey corinna corinne cornelia cory courtney craig
    cristian cristina cristobal crystal curtis cynthia cyril daan daisy dale damian damien damir
    damon dan dana danica daniel daniela daniele danielle danilo danny danuta daphne daria dario
    darius darko darlene darrell darren darryl daryl dave david davide dawid dawn deanna debbie
    deborah debra deepa deepak deirdre delia delphine denis denise dennis derek derrick desiree
    desmond detlef devin devon dexter diana diane dick didier diego dieter dietmar dilip dimitri
    dimitris dina dinesh dino dirk divya dmitri dmitry dolores dominic dominik dominique don
    donal donald donatella donna dora doreen doris dorota dorothea dorothy doug douglas dragan
    drew duncan dustin dwight dylan eamon eddie edgar edith edmund eduard eduardo edward edwin
    eileen einar eitan ekaterina elaine eleanor elena eleni eleonora eli elias elif elin elio
    elisa elisabeth elisabetta elise eliza elizabeth elke ella ellen ellie elliot elliott ellis
    elodie eloise elsa elvira emanuel emanuele emil emilia emilie emilio emily emine emir emma
    emmanuel emmanuelle emre enda enrico enrique enzo eric erica erich erik erika erin ernest
    ernesto ernst erwin esra esteban estelle esther ethan etienne eugene eugenia eunice eva evan
    eve evelina evelyn ewa ewan ezra fabian fabien fabienne fabio fabrice fadi faisal faith
    farah farhad farid fatima fatma federica federico felicia felicity felipe felix femi
    ferdinand fergus fernanda fernando filip filipa filipe filippo fiona flavia flavio fleur
    flora florian floriane floyd fran frances francesca francesco francis francisca francisco
    franck francois francoise frank frankie franklin franz franziska fred freddie frederic
    frederick frederik frida frieda friedrich fritz gabby gabor gabriel gabriela gabriele
    gabriella gabrielle gael gail gareth garrett garry gary gaurav gautam gavin gemma genevieve
    geoff geoffrey georg george georges georgia georgina georgios gerald geraldine gerard
    gerardo gerd gerhard gerrit giacomo gian gianluca gianni gideon gilbert gilles gillian gina
    giorgia giorgio giovanni giulia giuliano giulio giuseppe glen glenn gloria gonzalo goran
    gordon grace graeme graham grant greg gregor gregory greta gretchen grzegorz guadalupe guido
    guillaume guillermo gunnar gunther gus gustav gustavo gwen gwendolyn habib hailey hakan
    hakim haley hamid hamish hamza hana hanna hannah hanneke hannelore hannes hans harald hari
    harold harriet harry harsh hartmut harvey hasan hassan hatice hayden hayley hazel heather
    heba hector hedwig heidi heike heiko heiner heinrich heinz helen helena helene helga helmut
    hendrik henning henri henriette henrik henrique henry herbert herman hermann hernan hicham
    hideo hilary hilda hillary himanshu hiroki hiroko hiroshi holger hollie holly howard hubert
    hugh hugo humberto hussain hussein iain ian ibrahim ida idris ignacio igor ilan ilaria ilka
    ilona ilya imani imogen imran ines inga ingeborg ingo ingrid inna ioana irena irene irina
    iris irma isaac isabel isabella isabelle isaiah isha ismael ismail ivan ivana ivo ivy iwona
    izabela jacek jack jackie jackson jaclyn jacob jacqueline jacques jacqui jade jaime jake
    jakob jakub jamal james jamie jan jana janae jane janelle janet janice janina janine janis
    jannik janos janusz jared jarek jaroslav jasmin jasmine jason jasper javed javier jay jaya
    jayden jayne jean jean-baptiste jean-claude jean-francois jean-louis jean-luc jean-marc
    jean-paul jean-philippe jean-pierre jeanette jeanine jeanne jeannette jeff jeffery jeffrey
    jelena jen jenna jennie jennifer jenny jens jeremiah jeremy jermaine jeroen jerome jerry
    jerzy jesper jess jesse jessica jessie jesus jill jillian jim jimena jimmy joachim joan
    joana joanna joanne joao joaquin jocelyn jochen jodi jodie jody joe joel joelle joerg johan
    johann johanna johannes john johnathan johnny jolanta jolene jon jonah jonas jonatan
    jonathan joni joost jordan jordi jorg jorge jorgen joris jose josef josefina joseph
    josephine josh joshua josie juan juana juanita judith judy juha juho jules julia julian
    juliane julianna julianne julie julien juliet juliette julio julius jurgen jussi justin
    justine justyna jutta kaan kai kaitlin kaitlyn kalle kalpana kamal kamil kamila kara karan
    kareem karel karen karim karin karina karine karl karla karolina karsten karthik kasia
    kasper kate katelyn katharina katharine katherine kathleen kathrin kathryn kathy katia katie
    katja katrin katrina katy kavita kay kayla kayleigh keegan kees keiko keira keith kellie
    kelly kelsey kelvin ken kendall kendra kenji kenneth kenny keri kermit kerri kerry kerstin
    kev kevin khadija khaled khalid kieran kiersten kiki kim kimberley kimberly kinga kira kiran
    kirk kirsten kirsty kishore kjell klaus knut konrad konstantin kristen kristi kristian
    kristin kristina kristine kristof kristoffer kristy krystal krystyna krzysztof kunal kurt
    kwame kyle kylie kyra lacey laetitia laila lakshmi lana lance landon lara larissa larry lars
    lasse laszlo latoya laura laure laurel lauren laurence laurent laurie lawrence layla lea
    leah leandra leandro leanne lee leif leigh leila lena lenka lennart lenny leo leon leona
    leonard leonardo leonie leroy lesley leslie leszek leticia levi lewis leyla lia liam lidia
    lila lilian liliana lillian lilly lily lina linda lindsay lindsey linus lionel lisa lisbeth
    lisette liv livia liz liza lizzie ljiljana lloyd logan lois lola loredana lorena lorenz
    lorenzo loretta lori lorna lorraine lothar lotta lotte louie louis louise lourdes luc luca
    lucas lucia luciana luciano lucie lucien lucille lucinda lucy ludovic ludwig luigi luis
    luisa luise luiz luka lukas lukasz luke lutz lydia lynda lynette lynn lynne maarten maciej
    mackenzie maddie madeleine madeline madison mads magali magda magdalena maggie magnus mahesh
    mahmoud maia maja makoto malcolm malgorzata malik malin mandy manfred manish manoel manoj
    manolo manuel manuela mara marc marcel marcela marcelo marcia marcin marco marcos marcus
    marek maren margaret margarita margaux margit margot maria mariah mariam marian mariana
    marianna marianne mariano marie marieke marietta marija mariko marilyn marin marina marino
    mario marion marisa marisol marissa marit marius mariusz marjorie mark marko markus marlene
    marlon marta marten martha martijn martin martina martine marty marvin mary maryam masahiro
    massimo matej mateo mateusz mathew mathias mathieu mathilde matias matilda matt matteo
    matthew matthias matthieu matti maude maureen maurice mauricio maurizio mauro max maxim
    maxime maximilian maxine maya mayank meera meg megan mehdi mehmet meike mel melanie melinda
    melissa melody melvin mercedes meredith merve mia micah michael michaela michal michel
    michela michele michelle mick mickael miguel mihaela mikael mike mikhail mikko mila milan
    milena miles milica milos mina mindy mira miranda miriam mirjam mirko miroslav misha mitch
    mitchell mohamed mohammad mohammed mohan moira moises molly mona monica monika monique
    montserrat morgan moritz morten moses moshe mostafa muhammad mukesh murali muriel murray
    mustafa myles myra myriam nabil nadia nadine nadja nagesh nancy naomi narendra natacha
    natalia natalie natasha nate nathalie nathan nathaniel naveen neal ned neha neil nelly
    nelson nenad nevena neville ngozi nicholas nick nicky nicol nicola nicolas nicole nicoletta
    niels nigel niina nik nikhil nikita nikki niklas niko nikola nikolai nikolas nikolaus nikos
    nils nina nino nirmala nisha nishant nitin noa noah noam noel noelle noemi nolan nora
    norbert noreen norma norman nuno nuria obinna octavia odette ofer olaf olav ole oleg
    oleksandr olga oliver olivia olivier omar ondrej onur oriol orlaith oscar oskar osman otto
    owain owen oyvind ozlem pablo paddy padraig paige paloma pam pamela paola paolo pascal
    pascale pasquale patrice patricia patricio patrick patrik patrizia patryk patti patty paul
    paula paulette paulina pauline paulo pavel pawel pedro peggy penelope penny percy perry pete
    peter petr petra petri petros phil philip philipp philippa philippe phillip phoebe phyllis
    pia pierre pieter piotr piper polly pooja poonam pradeep prakash pranav prashant praveen
    preeti preston priscilla priti priya priyanka przemyslaw quentin quincy quinn rachael rachel
    rachid radek radoslav rafael rafal raffaele raghav raghu rahul rainer raj rajeev rajendra
    rajesh rajiv rakesh ralf ralph ramesh rami ramiro ramon ramona rana randall randy ranjit
    raoul raphael raquel rashid rashmi rasmus raul ravi ray raymond razvan reba rebecca rebekah
    reed reem reena reggie regina reinhard remi rena renata renate renato rene renee reuben reza
    rhea rhiannon rhonda rhys ria ricardo riccardo rich richard rick ricky rico riley rita
    ritesh ritu rob robbie robert roberta roberto robin robyn rocio rodney rodolfo rodrigo roel
    roger rogerio rohan rohit roisin roland rolando rolf romain roman romeo ron ronald ronan
    ronnie rory rosa rosalie rosalind rosanna rosario rosemary rosie ross rowan roxana roxanne
    roy ruairi ruben ruby rudi rudolf rudy rui rune rupert ruslan russ russell rusty ruth ryan
    ryszard sabina sabine sabrina sacha sachin sadie sagar saida sally salma salman salvador
    salvatore sam samantha sameer sami samir samira sammy samuel sana sandeep sander sandra
    sandrine sandro sandy sangeeta sanjay sanjeev santiago santosh sara sarah sarita sascha
    sasha satish satoshi saurabh savannah scarlett scott seamus sean sebastian sebastien seema
    selena selim selina selma serena serge sergei sergey sergio seth severin shai shalini shana
    shane shannon sharif sharon shaun shauna shawn sheena sheila shelby sheldon shelia shelley
    shelly sheri sherri sherry sheryl shilpa shinji shira shirley shlomo shona shreya shruti
    shubham shweta sidney siegfried sigrid silas silje silke silvana silvia silvio simeon simon
    simona simone sinead siobhan sipho siri slawomir sneha sofia sofie solange soledad somchai
    sonal sonia sonja sonya sophia sophie soren spencer stacey stacy stan stanislav stanislaw
    stefan stefania stefanie stefano steffen stella sten stephan stephane stephanie stephen
    steve steven stine stuart sudhir sue sujata sumit sunil sunita suparn suresh susan susana
    susann susanna susanne sushil suzanne svea svein sven svenja svetlana swati sybille sylvain
    sylvester sylvia sylvie szymon tabitha tadeusz takashi takeshi talia tamar tamara tamas
    tammy tania tanja tanvi tanya tara tarek tariq tasha tatiana tatjana ted teemu terence
    teresa teri terrance terrence terri terry tess tessa thabo thandi thea thelma theo theodor
    theodore theresa therese thibault thierry thilo thomas thorsten tia tiago tibor tiffany till
    tilman tilo tim timea timo timothee timothy tina tobias toby todd tom tomas tomasz tomer
    tommaso tommy toni tony tonya torben tore torsten tracey traci tracy travis trent trenton
    trevor tricia trina trisha tristan troy tudor tuomas tyler tyrone tyson udo ugo ulf ulla
    ulrich ulrike umar urs ursula uta ute uwe vaclav vadim val valentin valentina valentine
    valeria valerie vanessa vasco vasile vera verena vernon veronica veronika veronique vicente
    vicki vicky victor victoria vidya vijay vikas vikram viktor viktoria ville vince vincent
    vincenzo vineet vinod viola violet virginia virginie vishal vito vittorio vivek vivian
    viviana vivien vivienne vlad vladimir vojtech volker wade walid wallace walt walter wanda
    warren wayne wendell wendy werner wes wesley whitney wiebke wilfred wilhelm willem william
    willie wim winnie winston wojciech wolfgang wouter xavier xenia ximena yael yair yan yann
    yannick yara yaroslav yasemin yash yasin yasmin yasmine yolanda yosef yoshiko youssef yuki
    yuri yusuf yves yvette yvonne zac zach zachary zack zainab zara zdenek zeynep zoe zofia
    zoltan
    александр алексей алена анастасия андрей анна антон борис вадим валентина валерий василий
    вера виктор виктория виталий владимир галина георгий дарья денис дмитрий евгений екатерина
    елена иван игорь илья ирина кирилл константин ксения лариса леонид любовь людмила максим
    маргарита марина мария михаил надежда наталия наталья никита николай оксана олег ольга павел
    петр полина роман светлана семен сергей софья станислав степан тамара татьяна тимур федор
    юлия юрий яна ярослав олександр андрій сергій дмитро володимир тетяна наталія олена ірина
    микола юлія катерина γιαννης γιωργος δημητρης κωστας μαρια νικος παναγιωτης σοφια χρηστος
    ελενη αννα κωνσταντινος αλεξανδρος βασιλης ιωαννης γεωργιος κατερινα ηλιας στελιος θανος
    μιχαλης αντωνης
    """.split()
)
