"""Names of many origins, as forms really bring them. It puts no family together.

The names that trip programs up stand first in their lists, and the first family
of each origin takes those: accents, both sorts of apostrophe, hyphens, one name only.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from commands.demo_data.places import listed
from models.folding import fold


class Origin(NamedTuple):
    """`surnames` may have forms: "man/woman", or "man/wife/daughter" as in Lithuanian."""

    language: str
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]

    @property
    def one_name(self) -> bool:
        """Say whether people here have a single name, which no two of a family share."""
        return self.girls == ("",)


def _origin(language: str, girls: str, boys: str, surnames: str) -> Origin:
    return Origin(language, *(listed(text) for text in (girls, boys, surnames)))


# origin -> weight
ORIGINS: dict[Origin, int] = {
    _origin(
        "English",
        "Mary-Kate, Zoë, Amelia, Chloë, Daisy, Ella-Mae, Evie, Freya, Grace, Holly, Isla, Ivy, "
        "Jessica, Lily, Lola-Rose, Maisie, Millie, Poppy, Ruby, Scarlett, Sophie, Willow",
        "Alfie-James, Archie, Arthur, Bobby, Callum, Charlie, Edward, Finley, Freddie, George, "
        "Harry, Jack, Jayden, Kai, Leo, Logan, Mason, Noah, Oliver, Reuben, Tommy-Lee, Tyler",
        "Palmer-Reed, Allen, Bailey, Barker, Chapman, Clarke, Cooper, D'Arcy, Fordham, Fuller, "
        "Gooch, Harrison, Hobbs, Hunt, Mason, Negus, Parrish, Peacock, Richardson, Setchell, "
        "Shepperson, Smith, Smith-Jones, Taylor, Thorpe, Ward, Whitehead, Wright",
    ): 52,
    _origin(
        "English",
        "Aoife, Caoimhe, Niamh, Róisín, Saoirse, Siobhán",
        "Cillian, Ciarán, Oisín, Pádraig, Seán",
        "O’Neil, O'Brien, Doherty, Ó Súilleabháin, McDonagh, Ward, Connors",
    ): 4,
    _origin(
        "French",
        "Élodie, Anaïs, Maëlys, Océane",
        "Jean-Luc, Loïc, Rémi, Théo",
        "Lefèvre, Dubois, N’Diaye, Traoré",
    ): 1,
    _origin(
        "Polish",
        "Małgorzata, Agnieszka, Hanna, Maja, Zofia, Zuzanna",
        "Łukasz, Jakub, Michał, Paweł, Stanisław, Szymon",
        "Wójcik, Kowalski/Kowalska, Lewandowski/Lewandowska, Nowak, Dąbrowski/Dąbrowska, Zając",
    ): 7,
    _origin(
        "Welsh",
        "Siân, Angharad, Cerys, Ffion, Nia",
        "Siôn, Dafydd, Gethin, Owain, Rhys",
        "Price-Jones, ap Rhys, Griffiths, Llewellyn, Pugh",
    ): 2,
    _origin(
        "Lithuanian",
        "Agnė, Emilija, Gabija, Ugnė",
        "Žygimantas, Domantas, Jonas, Matas",
        "Kazlauskas/Kazlauskienė/Kazlauskaitė, Petrauskas/Petrauskienė/Petrauskaitė, "
        "Žukauskas/Žukauskienė/Žukauskaitė",
    ): 6,
    _origin(
        "Romanian",
        "Ștefania, Andreea, Ioana, Mădălina",
        "Ștefan, Andrei, Ionuț, Răzvan",
        "Țurcanu, Ionescu, Munteanu, Popescu, Stoica",
    ): 5,
    _origin(
        "Portuguese",
        "Conceição, Beatriz, Inês, Leonor",
        "João, Gonçalo, Martim, Tomás",
        "Gonçalves, da Silva, dos Santos, Araújo, Magalhães",
    ): 4,
    _origin(
        "Urdu",
        "Zainab, Aisha, Fatima, Hafsa, Maryam",
        "Muhammad, Hamza, Ibrahim, Mohammed Ali, Yusuf",
        "Khan, Ahmed, Begum, Hussain, Mahmood, Shah",
    ): 5,
    _origin(
        "Panjabi",
        "Harpreet Kaur, Jasleen Kaur, Simran Kaur",
        "Arjan Singh, Gurdeep Singh, Harjit Singh",
        "Dhillon, Gill, Sandhu",
    ): 1,
    _origin(
        "Malayalam",
        "Anjali, Lakshmi, Merin",
        "Abin, Joel, Vishnu",
        "D’Souza, Kurian, Nair, Thomas, Varghese",
    ): 2,
    _origin(
        "Chinese", "Xiǎo-Mei, Jing, Yuxin", "Zhi-Hao, Jun, Wei", "Ng, Chen, Li, Lǚ, Wong, Zhang"
    ): 1,
    _origin(
        "Vietnamese",
        "Nguyệt Ánh, Linh, Thảo",
        "Đức Minh, Huy, Quang",
        "Nguyễn, Đặng, Phạm, Trần",
    ): 1,
    _origin(
        "Yoruba",
        "Olúwaṣeun, Folasade, Temitope, Yewande",
        "Adébáyọ̀, Ayodele, Babatunde, Oluwaseyi",
        "Adéyẹmí, Ogunleye, Okonkwo-Bello, Olatunji",
    ): 2,
    _origin("Somali", "Sahra, Hodan, Ifrah", "Cabdi, Liban, Warsame", "Cali, Jaamac, Xuseen"): 1,
    _origin(
        "Ukrainian",
        "Mar'yana, Daryna, Oksana, Solomiya",
        "Dem’yan, Bohdan, Oleksandr, Taras",
        "Shevchenko, Kovalʼchuk, Melnyk, Zhadan",
    ): 2,
    _origin(
        "Arabic",
        "Nour al-Huda, Layla, Rania, Yasmin",
        "Abd al-Rahman, Bilal, Karim, Omar",
        "Al-Sayed, El Amrani, Haddad, Ibn Khalid",
    ): 2,
    _origin("Turkish", "Gülşen, Elif, Zeynep", "İbrahim, Emre, Kağan", "Çelik, Öztürk, Yıldız"): 1,
    _origin(
        "Slovak", "Ľubica, Kvetoslava, Viera", "Ľuboš, Dušan, Jozef", "Horváth/Horváthová, Lakatoš"
    ): 2,
    # One name only. It stands as the surname, so that a letter can say "Mr Suharyanto".
    _origin(
        "Indonesian",
        "",
        "",
        "Suharyanto, Sukesih, Wulandari, Pranoto, Kasinem, Sudarsono, Rukmini, Widodo, Mulyani",
    ): 1,
}


def surname_form(surname: str, sex: str, *, child: bool) -> str:
    """Return the form of a family name that a man, a woman or a girl bears."""
    forms = surname.split("/")
    if sex != "F" or len(forms) == 1:
        return forms[0]
    return forms[-1] if child else forms[1]


@cache
def plain(name: str) -> str:
    """Return a name as it stands in an email address."""
    return "".join(mark for mark in fold(name) if "a" <= mark <= "z")
