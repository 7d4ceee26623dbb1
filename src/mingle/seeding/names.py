"""Names as people of a country might bear them: common first names and family names of a dozen cultures."""

from typing import Final

import msgspec


class Culture(msgspec.Struct, frozen=True):
    """First names by gender, family names, and how its people are drawn."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    tones: tuple[int, ...]
    """Tones of skin, 0 to 5, the lightest first; one that stands twice is twice as likely."""
    dark_hair: bool


def _culture(women: str, men: str, families: str, *, tones: str, dark_hair: bool = False) -> Culture:
    surnames = tuple(name.replace("_", " ") for name in families.split())
    return Culture(tuple(women.split()), tuple(men.split()), surnames, tuple(map(int, tones)), dark_hair)


ENGLISH: Final = _culture(
    "Emma Olivia Grace Hannah Lucy Chloe Alice Ruby Ella Rose Maya Nora Hazel Ivy Claire Megan Abigail Stella Zoe June",
    "James Oliver Jack Henry Leo Noah Ethan Samuel Owen Daniel Caleb Miles Felix Theo Adam Ryan Luke Simon Grant Dean",
    "Smith Carter Hughes Walker Bennett Reid Foster Hayes Morgan Ellis Palmer Brooks Doyle Murphy Kelly Byrne Lowe"
    " Shaw Grant Marsh Osborne Pryce",
    tones="0001112345",
)
GERMAN: Final = _culture(
    "Anna Lena Mara Johanna Klara Frieda Greta Ida Paula Helene Marlene Nele Jule Pia Theresa Katrin Silke Elif Zeynep",
    "Jonas Lukas Paul Finn Emil Anton Jakob Moritz Tobias Henrik Matthias Florian Till Bastian Sven Jens Emre Deniz",
    "Müller Schmidt Weber Fischer Wagner Becker Hoffmann Schäfer Koch Richter Klein Wolf Neumann Braun Krüger Hartmann"
    " Lange Kaya Vogel Brandt",
    tones="00001112",
)
FRENCH: Final = _culture(
    "Camille Léa Manon Chloé Inès Jeanne Louise Juliette Margaux Élise Clémence Amélie Lucie Nadia Yasmine Aline Odile",
    "Hugo Louis Gabriel Jules Arthur Antoine Mathis Julien Thibault Rémi Bastien Olivier Karim Mehdi Étienne Pascal",
    "Martin Bernard Dubois Laurent Moreau Fournier Girard Mercier Blanc Chevalier Renaud Lemoine Benali Perrin Marchand"
    " Delacroix Roux",
    tones="0001112245",
)
SPANISH: Final = _culture(
    "Lucía Sofía Martina Valeria Camila Elena Carmen Inés Paula Marta Alba Ximena Renata Daniela Pilar Rocío Noelia",
    "Mateo Diego Santiago Hugo Álvaro Javier Andrés Pablo Sergio Emilio Joaquín Tomás Rafael Iván Bruno Nicolás Gael",
    "García Rodríguez Martínez López Sánchez Pérez Gómez Torres Ruiz Navarro Herrera Castro Vargas Morales Reyes Ortega"
    " Ibáñez Salas",
    tones="11122233",
)
PORTUGUESE: Final = _culture(
    "Beatriz Mariana Ana Júlia Larissa Letícia Helena Clara Isabela Luísa Carolina Fernanda Rita Inês Bianca Tainá",
    "João Pedro Miguel Tiago Rafael Gustavo Caio Bruno Vítor Lucas Diogo Henrique Rui André Murilo Thiago",
    "Silva Santos Oliveira Souza Pereira Costa Ferreira Almeida Carvalho Rocha Barbosa Ribeiro Teixeira Moreira Nunes"
    " Azevedo",
    tones="011122345",
)
ITALIAN: Final = _culture(
    "Giulia Chiara Sofia Aurora Martina Elisa Francesca Ginevra Alessia Bianca Silvia Federica Irene Noemi Livia",
    "Lorenzo Matteo Alessandro Leonardo Davide Riccardo Marco Tommaso Gianluca Pietro Simone Nicolò Enrico Dario",
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Conti De_Luca Costa Fontana Caruso Villa",
    tones="001112",
)
NORDIC: Final = _culture(
    "Astrid Freja Ingrid Saga Elsa Linnea Sigrid Maja Alva Tuva Signe Solveig Aino Helmi Eevi Liv Runa Ylva",
    "Erik Lars Anders Nils Magnus Axel Sven Elias Oskar Viggo Kasper Mikkel Aksel Eino Väinö Leif Jon Torben",
    "Andersson Johansson Nilsson Larsen Hansen Olsen Berg Lund Dahl Holm Lindqvist Korhonen Virtanen Nieminen Sørensen"
    " Bakke Ek",
    tones="00001",
)
SLAVIC: Final = _culture(
    "Anna Katarzyna Zofia Hanna Magda Olena Oksana Daria Iryna Milena Petra Tereza Jana Ivana Nina Vesna Alina Yulia",
    "Jakub Tomasz Piotr Marek Adam Andriy Taras Maksym Ivan Luka Marko Petr Ondřej Filip Nikola Dmytro Pavel Stefan",
    "Kowalska Nowak Wójcik Zieliński Shevchenko Kovalenko Bondar Novák Dvořák Horvat Marić Petrov Dimitrov Popescu"
    " Ionescu Kuznets Sokol Lis",
    tones="00011",
)
ARABIC: Final = _culture(
    "Layla Mariam Nour Yasmin Salma Amira Hana Rania Dina Farah Zainab Leila Noor Samira Huda Aya Lina",
    "Omar Yusuf Karim Hassan Ali Tariq Bilal Samir Khalid Nabil Rami Faris Idris Walid Amin Zayd Murad",
    "Haddad Mansour Khalil Saleh Farouk Aziz Rahman Nasser Hamdan Said Bakri Taha Zaki Karimi Demir"
    " Yilmaz Aydin Hosseini",
    tones="111223",
    dark_hair=True,
)
SOUTH_ASIAN: Final = _culture(
    "Ananya Priya Diya Kavya Isha Meera Aisha Riya Nandini Pooja Sana Fatima Anjali Lakshmi Tara Sunita Zara",
    "Arjun Rohan Vikram Aarav Karan Nikhil Rahul Aditya Imran Faisal Sanjay Dev Kabir Anil Ravi Hamza Suresh",
    "Sharma Patel Gupta Singh Kumar Reddy Iyer Nair Das Khan Ahmed Chowdhury Mehta Joshi Rao Fernando Perera Malik",
    tones="22333444",
    dark_hair=True,
)
CHINESE: Final = _culture(
    "Mei Lin Xiu Jing Wei Ling Fang Yan Xia Qing Hui Na Ting Yun Jia Rui",
    "Hao Ming Bo Liang Lei Tao Jun Feng Peng Chao Yang Kai Qiang Gang Bin Zhen",
    "Wang Li Zhang Chen Liu Huang Yang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin",
    tones="012",
    dark_hair=True,
)
JAPANESE: Final = _culture(
    "Yuki Sakura Aoi Hina Haruka Nanami Ayaka Emi Rin Mio Kaori Misaki Chihiro Natsumi",
    "Haruto Ren Kenji Takumi Sota Daiki Kaito Hiroshi Yuto Shota Riku Makoto Naoki Ryo",
    "Tanaka Suzuki Sato Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Mori Abe",
    tones="01",
    dark_hair=True,
)
KOREAN: Final = _culture(
    "Minji Seoyeon Jiwoo Hana Soojin Yuna Jimin Haeun Eunji Dahye Sohee Nari",
    "Minjun Jihoon Seojun Hyunwoo Taeyang Jinho Dongmin Sungho Woojin Junseo Kihyun",
    "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin",
    tones="01",
    dark_hair=True,
)
VIETNAMESE: Final = _culture(
    "Linh Thảo Mai Hương Lan Ngọc Trang Hà Phương Vy Thu Yến",
    "Minh Anh Tuấn Hùng Nam Quang Long Dũng Khoa Phúc Bảo Sơn",
    "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô",
    tones="012",
    dark_hair=True,
)
AFRICAN: Final = _culture(
    "Amara Zola Thandi Nia Adaeze Chiamaka Ngozi Wanjiru Akinyi Fatou Aminata Abena Efua Lerato Naledi Makena Imani",
    "Kwame Kofi Chinedu Emeka Tunde Juma Otieno Kamau Sipho Thabo Moussa Ibrahim Sekou Tendai Babajide Jabari Kato",
    "Okafor Adeyemi Mensah Owusu Diallo Traoré Ndiaye Kamau Mwangi Otieno Nkosi Dlamini Banda Phiri"
    " Abebe Tesfaye Bello",
    tones="344455",
    dark_hair=True,
)
SOUTHEAST_ASIAN: Final = _culture(
    "Putri Dewi Siti Ayu Nurul Intan Maria Angela Kristine Bea Ploy Mali Suda Aisyah Ratna Joy Camille",
    "Budi Rizky Agus Dimas Fajar Jose Miguel Paolo Carlo Somchai Anan Aziz Hafiz Bayu Yoga Arvin Jomar",
    "Santoso Wijaya Pratama Hidayat Saputra Santos Reyes Cruz Bautista Garcia Mendoza Saetang Suwan Abdullah Ismail"
    " Siregar",
    tones="12223",
    dark_hair=True,
)
POLYNESIAN: Final = _culture(
    "Aroha Mere Moana Leilani Sina Tala Hine Marama Losa Ana Kiri Talia Maia Ruby",
    "Tane Wiremu Nikau Manaia Sione Tevita Ioane Kai Rangi Tama Semisi Jack Noah Mason",
    "Williams Brown Ngata Parata Tuilagi Fonoti Leota Taufa Henare Kereama Wilson Taylor Anderson Clarke",
    tones="0122333",
)

_BY_COUNTRY: Final = {
    GERMAN: "DE AT CH LI LU",
    FRENCH: "FR BE MC",
    SPANISH: "ES MX AR CO CL PE VE EC BO PY UY CR PA GT HN SV NI CU DO PR GQ AD",
    PORTUGUESE: "PT BR AO MZ CV",
    ITALIAN: "IT SM VA MT",
    NORDIC: "SE NO DK FI IS FO GL EE",
    ENGLISH: "GB IE US CA JM TT BS BB",
    SLAVIC: "PL CZ SK UA BY RU BG RS HR SI BA ME MK RO MD LT LV HU AL XK GR",
    ARABIC: "MA DZ TN LY EG SD SA AE QA KW BH OM YE IQ SY JO LB PS IR TR AZ AF",
    SOUTH_ASIAN: "IN PK BD LK NP BT MV",
    CHINESE: "CN TW HK MO MN SG",
    JAPANESE: "JP",
    KOREAN: "KR KP",
    VIETNAMESE: "VN",
    SOUTHEAST_ASIAN: "ID PH TH MY MM KH LA BN TL",
    POLYNESIAN: "NZ WS TO FJ PF CK",
}
_OF_COUNTRY: Final = {code: culture for culture, codes in _BY_COUNTRY.items() for code in codes.split()}
_OF_CONTINENT: Final = {
    "AF": AFRICAN,
    "AS": ARABIC,
    "EU": FRENCH,
    "NA": ENGLISH,
    "OC": ENGLISH,
    "SA": SPANISH,
    "AN": ENGLISH,
}


def culture_of(country_code: str, continent_code: str) -> Culture:
    """The names of a country, or at least of its continent."""
    return _OF_COUNTRY.get(country_code, _OF_CONTINENT[continent_code])
