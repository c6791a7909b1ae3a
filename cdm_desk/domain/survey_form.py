"""The form of the survey as it is shipped: its items in their order, in French, Dutch and English."""

from typing import Final

# id | shape | answers that count as satisfied | French | Dutch | English; below it the answers, in the order of keys.
FORM: Final = """
    A1 | one || Est-ce votre première visite à la Cité des métiers ?
        | Bent u voor het eerst in het Beroepenpunt? | Is this your first visit to the Cité des métiers?
      yes | Oui | Ja | Yes
      no | Non | Nee | No
    A2 | one || Combien de visites ces trois derniers mois, celle-ci comprise ?
        | Hoeveel bezoeken in de laatste drie maanden, dit inbegrepen? | Visits in the last three months, this one too?
      V1 | Une | Eén | One
      V2 | Deux ou trois | Twee of drie | Two or three
      V4 | Quatre à neuf | Vier tot negen | Four to nine
      V10 | Dix ou plus | Tien of meer | Ten or more
    A3 | several || Comment avez-vous connu la Cité des métiers ?
        | Hoe hebt u het Beroepenpunt leren kennen? | How did you come to know the Cité des métiers?
      HW1 | Bouche-à-oreille | Mond-tot-mond | Word of mouth
      HW2 | Bruxelles Formation | Bruxelles Formation | Bruxelles Formation
      HW3 | Conseiller·ère, antenne Actiris | Consulent, Actiris-antenne | Actiris counsellor
      HW4 | Internet | Internet | Internet
      HW6 | VDAB Brussel, Tracé | VDAB Brussel, Tracé | VDAB Brussel, Tracé
      HW7 | École, université, CPMS | School, universiteit, CLB | School, university
      HW8 | CPAS, mission locale, association | OCMW, lokale werkwinkel, vereniging | Social service, association
      HW9 | Salon, événement, Formtruck | Beurs, evenement, Formtruck | Fair, event, Formtruck
      HWX | Autrement | Op een andere manier | In another way
    B1 | several || Pour quels thèmes êtes-vous venu·e ? | Voor welke thema's bent u gekomen?
        | Which themes did you come for?
      ORI | Orientation | Oriëntatie | Guidance
      FOR | Formation | Opleiding | Training
      EMP | Emploi | Werk | Employment
      MOB | Mobilité | Mobiliteit | Mobility
      ENT | Entrepreneuriat | Ondernemerschap | Entrepreneurship
    B2 | one || Quel service avez-vous surtout utilisé aujourd'hui ? | Welke dienst hebt u vandaag vooral gebruikt?
        | Which service did you mainly use today?
      MUL | Espace multimédia | Multimediaruimte | Multimedia space
      ADV | Conseil individuel | Individueel advies | Individual advice
      ACT | Activité collective | Collectieve activiteit | Group activity
    B3 | several || Que cherchiez-vous ? | Wat zocht u? | What were you looking for?
      W1 | Découvrir un métier, un secteur | Een beroep, een sector ontdekken | To discover a job, a sector
      W2 | Choisir des études | Een studie kiezen | To choose a course of study
      W3 | Changer de voie | Een andere richting kiezen | To change direction
      W4 | Trouver une formation | Een opleiding vinden | To find a training
      W5 | Apprendre une langue | Een taal leren | To learn a language
      W6 | Faire un CV, une lettre | Een cv, een brief maken | To write a CV, a letter
      W7 | Chercher un emploi, un stage | Werk, een stage zoeken | To look for a job, a placement
      W8 | Créer une activité | Een zaak starten | To start a business
      W9 | Partir à l'étranger, changer de Région | Naar het buitenland of een ander gewest | To go abroad, elsewhere
      W10 | Faire reconnaître un diplôme, des compétences | Een diploma, competenties laten erkennen
        | To have a diploma or skills recognised
      W11 | Un ordinateur, imprimer, lire | Een computer, printen, lezen | A computer, to print, to read
      W12 | Autre chose | Iets anders | Something else
    S1 | one | yes rather_yes | Dans l'ensemble, je suis satisfait·e de ma visite.
        | Over het geheel ben ik tevreden over mijn bezoek. | On the whole I am satisfied with my visit.
      :agree
    S2 | one | yes rather_yes | L'information est de qualité et facile à comprendre.
        | De informatie is goed en gemakkelijk te begrijpen. | The information is good and easy to understand.
      :agree
    S3 | one | yes | Avez-vous trouvé ce que vous cherchiez ? | Hebt u gevonden wat u zocht?
        | Did you find what you were looking for?
      yes | Oui | Ja | Yes
      partly | En partie | Gedeeltelijk | Partly
      no | Non | Nee | No
    S4 | one | yes rather_yes | L'accueil est bon. | Het onthaal is goed. | I was welcomed well.
      :agree
    S5 | one | yes rather_yes | Le temps d'attente est acceptable. | De wachttijd is aanvaardbaar.
        | The wait was acceptable.
      :agree
    S6 | one | yes rather_yes | On m'a bien écouté·e. | Er werd goed naar mij geluisterd. | I was listened to well.
      :agree
    S7 | one | yes rather_yes | Je reviendrais. | Ik zou terugkomen. | I would come back.
      :agree
    D1 | one | yes rather_yes | L'accès est libre et gratuit. | De toegang is vrij en gratis.
        | Access is free and open.
      :agree
    D2 | one | yes rather_yes | On est parti de mes besoins. | Men vertrok van mijn behoeften.
        | It was centred on my needs.
      :agree
    D3 | one | yes rather_yes | On m'a proposé plusieurs points de vue. | Ik kreeg verschillende standpunten te horen.
        | I was offered several points of view.
      :agree
    D4 | one | yes rather_yes | Le lieu est accueillant et l'écoute de qualité.
        | De plek is gastvrij en men luistert echt. | The place is welcoming and people listen.
      :agree
    D5 | one | yes rather_yes | Le conseil renvoie aux ressources du lieu.
        | Het advies verwijst naar de middelen ter plaatse. | The advice leads on to the resources here.
      :agree
    D6 | one | yes rather_yes | Le lieu est ouvert à tout le monde. | De plek staat open voor iedereen.
        | The place is open to everybody.
      :agree
    D7 | one | yes rather_yes | Mon anonymat a été respecté. | Mijn anonimiteit werd gerespecteerd.
        | My anonymity was respected.
      :agree
    E1 | one || Vous êtes… | U bent… | You are…
      M | Un homme | Een man | A man
      F | Une femme | Een vrouw | A woman
      X | Autre | Andere | Other
    E2 | one || Votre âge ? | Uw leeftijd? | Your age?
      U30 | Moins de 30 ans | Jonger dan 30 | Under 30
      A30 | De 30 à 49 ans | 30 tot 49 | 30 to 49
      A50 | 50 ans et plus | 50 en ouder | 50 and over
    E3 | one || Votre niveau d'études ? | Uw studieniveau? | Your education?
      HIG | Haut : supérieur | Hoog: hoger onderwijs | High: tertiary
      MED | Moyen : CESS, secondaire supérieur | Midden: hoger secundair | Medium: upper secondary
      LOW | Bas : secondaire inférieur au plus | Laag: ten hoogste lager secundair | Low: lower secondary at most
      FEQ | Étranger avec équivalence | Buitenlands met gelijkwaardigheid | Foreign, recognised
      FNO | Étranger sans équivalence | Buitenlands zonder gelijkwaardigheid | Foreign, not recognised
      ONG | Études en cours | Studies lopend | Still studying
"""
"""Four elements and a profile; a line that begins with a stroke goes on with the one before it."""

AGREE: Final = """
      yes | Tout à fait d'accord | Helemaal akkoord | Fully agree
      rather_yes | Plutôt d'accord | Eerder akkoord | Rather agree
      rather_no | Plutôt pas d'accord | Eerder niet akkoord | Rather disagree
      no | Pas du tout d'accord | Helemaal niet akkoord | Fully disagree
"""
"""Four points without a middle."""

SHORT: Final = ("S1", "S2", "S3", "D1")
"""What a visitor is asked at the kiosk."""

LIGHT: Final = ("A1", "S3")
PROFILE: Final = ("E1", "E2", "E3")
"""The light sample asks the first two and one of the profile, each in turn."""

DIMENSIONS: Final = {
    "A1": {"fr": "Première visite", "nl": "Eerste bezoek", "en": "First visit"},
    "B1": {"fr": "Thème", "nl": "Thema", "en": "Theme"},
    "B2": {"fr": "Service", "nl": "Dienst", "en": "Service"},
    "E1": {"fr": "Sexe", "nl": "Geslacht", "en": "Sex"},
    "E2": {"fr": "Âge", "nl": "Leeftijd", "en": "Age"},
    "E3": {"fr": "Études", "nl": "Studies", "en": "Education"},
}
"""What a question is called where its answers stand among those of others."""

NO_ANSWER: Final = {"fr": "sans réponse", "nl": "geen antwoord", "en": "no answer"}
TOTAL: Final = {"fr": "total", "nl": "totaal", "en": "total"}
