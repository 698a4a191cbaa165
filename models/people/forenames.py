"""Forenames that are one name spelt differently, and forenames known to be names of their own.

Ava is no slip of the pen for Eva: both are names that many children have, and twins
have been called so. Mohammed and Muhammad are one name. What stands in neither list is
judged by its spelling and by how many children bear it.
"""

from __future__ import annotations

from functools import cache

# One name a line: spellings, short forms, and the same name in other languages. Folded.
_ONE_NAME = """
mohammed muhammad mohamed mohammad muhammed mohamad mohamud maxamed muhamad mohd mehmet
ahmed ahmad axmed achmed ahmet
yusuf yousuf youssef yousef yusef yosef joseph josef jozef jose joe
ibrahim ibraheem ebrahim abraham abdirahim
hussein hussain husain husayn xuseen hossain
hassan hasan xasan
ali aly cali
omar umar cumar omer
abdullah abdallah abdulla abdullahi cabdullahi
abdulrahman abdurrahman abdirahman abdelrahman
aisha ayesha aysha aicha caasha aishah
fatima fatimah fatma faadumo fathima
zainab zaynab zeinab zeynep zaineb
maryam mariam maryan miriam meryem
khadija khadijah hadija khadijo
yasmin yasmine yasmeen jasmine jasmin
layla leila laila leyla
noor nour nur
amina aminah aamina
alexander aleksander alexandre oleksandr aleksandr alexandru alejandro alessandro alex sasha
alexandra aleksandra oleksandra alexandria
katherine catherine kathryn katarzyna katerina kateryna ekaterina caterina katy katie kate cathy
elizabeth elisabeth elzbieta beth liz lizzie eliza
william bill billy will liam
robert bob bobby rob robbie
richard rick ricky dick
john jon johnny ivan jan ioan ion juan joao giovanni
jonathan johnathan jonny
michael michal mikhail mykhailo miguel mike mick mihai
nicholas nikolas nicolas mikolaj mykola nikolai nick
christopher kristopher krzysztof chris
stephen steven stefan stephan steve szczepan
matthew mateusz matteo matvii matt mattias matas
thomas tomas tomasz tommy tom
james jim jimmy jamie
jacob jakub jakob yakub
daniel danyal danyil danylo dan danny
joshua josh
benjamin ben benny
samuel sam sammy
edward eddie ed teddy
charles charlie charley karl
george jerzy georgi gheorghe heorhii
andrew andrzej andrei andriy andrii andy andre
peter piotr petr petro pete
paul pawel pavel pavlo
lukas lukasz lucas luke luca
david dawid davyd dave davide
anthony antony antoni anton tony
gregory grzegorz greg gregor
dominic dominik
sebastian seb
oliver olivier ollie
zachary zachery zack zac zak
isabella izabela isabelle isabel isobel
sophia sofia zofia sofiia sophie
anna ana hanna hannah ganna ania
maria mary marie
julia yulia julie yuliia giulia
victoria viktoria wiktoria viktoriia vicky
veronica weronika
natalia nataliya natalie natalya
eve ewa yeva eva
maja maya maia
margaret malgorzata maggie
agnes agnieszka
susan zuzanna susanna suzanne sue
sarah sara sarra
rebecca rebekah becky
abigail abby abi
jessica jess jessie
samantha sammi
megan meghan
chloe khloe
zoe zoey
amelia amelie milly millie
emily emilia emilija
lily lilly lillie lilli
ella elle
phoebe febe
niamh neve
sean shaun shawn
aiden aidan
callum calum
connor conor
isaac izaak isak
rhys reece rees
tyler tylor
jayden jaden jaiden
kayden kaden caden
ryan rian
darya daria dariya
oksana oxana
ioana joanna joana
yana jana iana
vladimir volodymyr wlodzimierz vlad
"""

# Names that many children in England have: one is not a slip of the pen for another.
_OF_THEIR_OWN = """
aaron adam aiden alana albert albie alesha alexa alfie alfred alice alina alisha amber amy
anaya angel annabelle april archie aria ariana arlo arthur asher aurora austin ava ayla bailey
barnaby beatrice bella blake bobby bonnie bradley brandon caleb callie cameron carter casey celia
chester claire clara cody cole colin corey daisy darcey darcie dean delilah dexter dylan edie
edith elijah elise eliza ellen ellie elliot elliott elodie elsie emma erin esme ethan etta eva
evan eve evelyn evie ezra faith felix fern finlay finley finn florence francesca frank frankie
freddie freya gabriel gabriella georgia georgie gracie grace hallie hanna harley harper harriet
harris harrison harry harvey hayden hazel heidi henry holly hope hudson hugo hunter ida imogen
india iris isla ivy ivan jack jackson jake jason jasper jax jay jayden jenson joel jonah jordan
jude juliet juno kai kayden kayla keira kian kiera kira kyle kyra lacey lara laura lauren layla
leah lena leo leon leonie levi lewis lexi lila lilah lily lina lola lottie louie louis louisa
louise luca lucas lucia lucie lucy luke luna lydia lyra mabel macy maddie maisie margot marcus
martha mason matilda max maya megan mia mila miles millie milo molly morgan myla mya nancy nathan
nelly nevaeh nia nina noah nora nova oakley olive oliver olivia ophelia orla oscar otis owen paige
pearl penelope penny phoebe pippa poppy quinn ralph reggie reuben rex riley robin roman ronnie
rory rosa rose rosie rowan ruby rufus ruth sadie scarlett scott seth sienna sofia sonny sonia
stanley stella summer tara taylor teddy tessa thea theo theodore tia tiana tobias toby tommy
trinity tristan vera vincent violet wilfred willow winnie wren xavier zara zayn zane zack ziggy
danielle michelle gabrielle nicole martine simone josephine pauline georgina alexandra oliver
olivia christian christine kristen kirsty julian juliana marina mariana maureen harriet kieran
"""

# Names borne before the name that a child goes by: brothers may share the first.
GOES_BEFORE = frozenset({"abd", "abdul", "abdel", "abu", "mary", "maria", "nur", "jean", "syed"})


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for number, line in enumerate(_ONE_NAME.split("\n")):
        for name in line.split():
            found[name] = found.get(name, frozenset()) | {number}
    return found


@cache
def _known() -> frozenset[str]:
    return frozenset(_OF_THEIR_OWN.split()) | _groups().keys()


def is_one_name(one: str, other: str) -> bool:
    """Say whether two folded forenames are known to be spellings or forms of one name."""
    return bool(_groups().get(one, frozenset()) & _groups().get(other, frozenset()))


def spellings(name: str) -> frozenset[str]:
    """Return how else the name is written, as far as it is known; without the name itself."""
    groups = _groups()
    mine = groups.get(name, frozenset())
    return frozenset(other for other in groups if groups[other] & mine) - {name}


def is_well_known(name: str) -> bool:
    """Say whether a folded forename stands in either list."""
    return name in _known()


def goes_before(name: str) -> bool:
    """Say whether brothers or sisters may share this first forename, and go by the next."""
    return name in GOES_BEFORE or is_one_name(name, "mohammed")
