"""The code lists of the house as they are shipped: one line per code, in French, Dutch and English."""

from typing import Final

# Code | French | Dutch | English. A sub-theme belongs to the theme whose code its own begins with.
TABLES: Final = {
    "theme": """
        ORI | Orientation | Oriëntatie | Guidance
        FOR | Formation | Opleiding | Training
        EMP | Emploi | Werk | Employment
        MOB | Mobilité | Mobiliteit | Mobility
        ENT | Entrepreneuriat | Ondernemerschap | Entrepreneurship
    """,
    "theme_verb": """
        ORI | s'orienter | kiezen | find your way
        FOR | se former | leren | learn
        EMP | travailler | werken | work
        MOB | bouger | bewegen | move
        ENT | entreprendre | ondernemen | start a business
    """,
    "sub_theme": """
        ORI1 | Découvrir métiers et secteurs | Beroepen en sectoren ontdekken | Discover jobs and sectors
        ORI2 | Choix d'études | Studiekeuze | Choice of studies
        ORI3 | Réorientation de carrière | Loopbaanheroriëntering | Career change
        ORI4 | Tests d'intérêts, bilan de compétences | Interessetests, competentiebalans
             | Interest tests, skills review
        ORI5 | Décrochage, année de transition (Service Citoyen) | Schooluitval, tussenjaar (Samenlevingsdienst)
             | Early leaving, gap year
        ORI6 | Équivalence de diplôme étranger | Gelijkwaardigheid buitenlands diploma | Foreign diploma recognition
        ORI7 | Validation des compétences (VAE) | Erkenning van competenties (EVC) | Validation of skills
        FOR1 | Formation professionnelle (Bruxelles Formation, VDAB) | Beroepsopleiding (VDAB, Bruxelles Formation)
             | Vocational training
        FOR2 | Enseignement pour adultes / promotion sociale (EPS) | Volwassenenonderwijs | Adult education
        FOR3 | Alternance, apprentissage (CEFA, SFPME-EFP) | Alternerend/duaal leren (Syntra) | Work-study
        FOR4 | Alphabétisation, FR/NL pour non-francophones/non-néerlandophones
             | Alfabetisering, NL/FR voor anderstaligen | Literacy, FR/NL as second language
        FOR5 | Compétences numériques | Digitale vaardigheden | Digital skills
        FOR6 | Formation continue des travailleurs (congé-éducation, Cefora)
             | Bijscholing werknemers (educatief verlof, Cevora) | Training for workers
        FOR7 | Reprise d'études, jury (CEB/CESS) | Studies hervatten, examencommissie | Second-chance certificates
        FOR8 | Financement, dispense, statut en formation | Financiering, vrijstelling, statuut
             | Funding, exemption, status
        EMP1 | CV, lettre de motivation | Cv, motivatiebrief | CV, cover letter
        EMP2 | Recherche d'offres, plan d'action | Vacatures zoeken, actieplan | Job search, action plan
        EMP3 | Entretien, tests psychotechniques | Sollicitatiegesprek, psychotechnische tests
             | Interview, aptitude tests
        EMP4 | Identité numérique, LinkedIn | Digitale identiteit, LinkedIn | Online identity
        EMP5 | Inscription, droits, stage d'insertion | Inschrijving, rechten, beroepsinschakelingstijd
             | Registration and rights
        EMP6 | Aides à l'emploi (activa.brussels…) | Tewerkstellingsmaatregelen (activa.brussels…) | Hiring incentives
        EMP7 | Job étudiant, stage, intérim | Studentenjob, stage, uitzendwerk | Student job, internship, temp
        EMP8 | Emploi inclusif, aménagements raisonnables | Inclusief werk, redelijke aanpassingen
             | Inclusive work, accommodation
        MOB1 | Travailler en Flandre / Wallonie | Werken in Vlaanderen / Wallonië | Work in another Region
        MOB2 | Travailler en Europe (EURES) | Werken in Europa (EURES) | Work in Europe
        MOB3 | Travailler hors Europe | Werken buiten Europa | Work outside Europe
        MOB4 | Étudier ou se former à l'étranger | Studeren/opleiding in het buitenland | Study or train abroad
        MOB5 | Stage, volontariat à l'étranger | Stage, vrijwilligerswerk in het buitenland
             | Placement, volunteering abroad
        MOB6 | Langues : apprendre, tester | Talen: leren, testen | Languages: learn, test
        MOB7 | Se déplacer, permis de conduire | Verplaatsing, rijbewijs | Transport, driving licence
        ENT1 | Idée, profil d'entrepreneur | Idee, ondernemersprofiel | Idea, founder profile
        ENT2 | Étude de marché, plan financier | Marktstudie, financieel plan | Market study, financial plan
        ENT3 | Statut social, guichet d'entreprises | Sociaal statuut, ondernemingsloket | Status, business counter
        ENT4 | Financement, microcrédit | Financiering, microkrediet | Funding, microcredit
        ENT5 | Accès à la profession | Toegang tot het beroep | Regulated access
        ENT6 | Coopérative d'activités, tester son activité | Activiteitencoöperatie, activiteit uittesten
             | Test the activity
        ENT7 | Communication, vente en ligne | Communicatie, onlineverkoop | Communication, online sales
    """,
    "status": """
        PUP | Élève | Leerling | Pupil
        DRO | Jeune en décrochage scolaire | Jongere met schooluitval | Pupil out of school
        STU | Étudiant·e du supérieur | Student hoger onderwijs | Higher-education student
        ALT | Apprenant·e en alternance | Leerling alternerend/duaal leren | Work-study trainee
        TRA | Stagiaire en formation professionnelle / EPS | Cursist beroepsopleiding / volwassenenonderwijs
            | Adult trainee
        JSB | Chercheur·euse d'emploi indemnisé·e | Werkzoekende met uitkering | Jobseeker with benefit
        JSI | En stage d'insertion professionnelle | In beroepsinschakelingstijd | In integration period
        JSN | Chercheur·euse d'emploi sans allocation | Werkzoekende zonder uitkering | Jobseeker without benefit
        CPA | Bénéficiaire d'un CPAS | OCMW-begunstigde | Social-assistance recipient
        EMP | Travailleur·euse salarié·e ou agent public | Werknemer of ambtenaar | Employee / public servant
        IND | Indépendant·e | Zelfstandige | Self-employed
        INA | Sans activité, pensionné·e | Niet-actief, gepensioneerd | Inactive, retired
        PAR | Parent ou proche | Ouder of naaste | Parent or relative
        PRO | Professionnel·le (enseignant, conseiller…) | Professional (leerkracht, consulent…)
            | Professional intermediary
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "age": """
        A00 | –18 ans | –18 jaar | Under 18
        A18 | 18–24 ans | 18–24 jaar | 18–24 years
        A25 | 25–29 ans | 25–29 jaar | 25–29 years
        A30 | 30–49 ans | 30–49 jaar | 30–49 years
        A50 | 50–64 ans | 50–64 jaar | 50–64 years
        A65 | 65 ans et plus | 65 jaar en ouder | 65 years and over
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "sex": """
        F | Femme | Vrouw | Woman
        M | Homme | Man | Man
        X | Autre | Andere | Other
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "education": """
        LOW | Bas : max. secondaire inférieur | Laag: max. lager secundair | Low: lower secondary at most
        MED | Moyen : CESS / secondaire supérieur | Midden: hoger secundair | Medium: upper secondary
        HIG | Haut : supérieur | Hoog: hoger onderwijs | High: tertiary
        FEQ | Étranger avec équivalence | Buitenlands met gelijkwaardigheid | Foreign, recognised
        FNO | Étranger sans équivalence | Buitenlands zonder gelijkwaardigheid | Foreign, not recognised
        ONG | Études en cours | Studies lopend | Still studying
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "school_level": """
        PRI | Primaire | Lager onderwijs | Primary
        SEC1 | Secondaire, 1er degré | Secundair, 1ste graad | Secondary, first stage
        SEC2 | Secondaire, 2e degré | Secundair, 2de graad | Secondary, second stage
        SEC3 | Secondaire, 3e degré | Secundair, 3de graad | Secondary, third stage
        HIG | Supérieur | Hoger onderwijs | Higher education
        ADU | Promotion sociale (EPS) | Volwassenenonderwijs | Adult education
        NA | Classe, niveau non demandé | Klas, niveau niet gevraagd | Class, level not asked
    """,
    "teaching": """
        GEN | Général | Algemeen (aso) | General
        TRA | Technique de transition | Technisch, doorstroom (tso/kso) | Technical, transition
        QUA | Technique de qualification | Technisch, dubbele finaliteit (tso/kso) | Technical, qualification
        VOC | Professionnel | Beroeps, arbeidsmarkt (bso) | Vocational
        ALT | En alternance (CEFA) | Duaal, alternerend | Work-study
        SPE | Spécialisé | Buitengewoon | Special
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "language": """
        FR | Français | Frans | French
        NL | Néerlandais | Nederlands | Dutch
        BI | Français ou néerlandais | Frans of Nederlands | French or Dutch
    """,
    "helper_language": """
        EN | Anglais | Engels | English
        AR | Arabe | Arabisch | Arabic
        ES | Espagnol | Spaans | Spanish
        PT | Portugais | Portugees | Portuguese
        TR | Turc | Turks | Turkish
        UK | Ukrainien | Oekraïens | Ukrainian
        RO | Roumain | Roemeens | Romanian
        PL | Polonais | Pools | Polish
        SIGN | Langue des signes (LSFB/VGT) | Gebarentaal (VGT/LSFB) | Sign language (LSFB/VGT)
        XX | Autre langue | Andere taal | Other language
    """,
    "commune": """
        21001 | Anderlecht | Anderlecht | Anderlecht
        21002 | Auderghem | Oudergem | Auderghem
        21003 | Berchem-Sainte-Agathe | Sint-Agatha-Berchem | Berchem-Sainte-Agathe
        21004 | Bruxelles | Brussel | Brussels
        21005 | Etterbeek | Etterbeek | Etterbeek
        21006 | Evere | Evere | Evere
        21007 | Forest | Vorst | Forest
        21008 | Ganshoren | Ganshoren | Ganshoren
        21009 | Ixelles | Elsene | Ixelles
        21010 | Jette | Jette | Jette
        21011 | Koekelberg | Koekelberg | Koekelberg
        21012 | Molenbeek-Saint-Jean | Sint-Jans-Molenbeek | Molenbeek-Saint-Jean
        21013 | Saint-Gilles | Sint-Gillis | Saint-Gilles
        21014 | Saint-Josse-ten-Noode | Sint-Joost-ten-Node | Saint-Josse-ten-Noode
        21015 | Schaerbeek | Schaarbeek | Schaerbeek
        21016 | Uccle | Ukkel | Uccle
        21017 | Watermael-Boitsfort | Watermaal-Bosvoorde | Watermael-Boitsfort
        21018 | Woluwe-Saint-Lambert | Sint-Lambrechts-Woluwe | Woluwe-Saint-Lambert
        21019 | Woluwe-Saint-Pierre | Sint-Pieters-Woluwe | Woluwe-Saint-Pierre
        VBR | Brabant flamand | Vlaams-Brabant | Flemish Brabant
        WBR | Brabant wallon | Waals-Brabant | Walloon Brabant
        VLA | Reste de la Flandre | Rest van Vlaanderen | Rest of Flanders
        WAL | Reste de la Wallonie | Rest van Wallonië | Rest of Wallonia
        EXT | Étranger | Buitenland | Abroad
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "motive": """
        MV1 | Première information, découverte | Eerste informatie, kennismaking | First information
        MV2 | Parler à un·e conseiller·ère | Gesprek met een consulent | Talk to a counsellor
        MV3 | Ordinateur, tablette, impression | Computer, tablet, printen | Computer, print
        MV4 | Documentation, livres, brochures | Documentatie, boeken, brochures | Documentation
        MV5 | Activité collective | Collectieve activiteit | Group activity
        MV6 | Groupe, visite d'école | Groep, schoolbezoek | Group, school visit
        MV7 | Accompagnant·e | Begeleider | Accompanying person
        MV8 | Visite professionnelle, délégation | Professioneel bezoek, delegatie | Professional visit
        MV9 | Mauvaise porte (Actiris, commune…) | Verkeerde deur (Actiris, gemeente…) | Wrong door
    """,
    "awareness": """
        HW1 | Bouche-à-oreille | Mond-tot-mond | Word of mouth
        HW2 | Bruxelles Formation | Bruxelles Formation | Bruxelles Formation
        HW3 | Conseiller·ère, antenne Actiris | Consulent, Actiris-antenne | Actiris counsellor
        HW4 | Internet | Internet | Internet
        HW5 | Réseaux sociaux | Sociale media | Social media
        HW6 | VDAB Brussel, Tracé | VDAB Brussel, Tracé | VDAB Brussel, Tracé
        HW7 | École, université, CPMS | School, universiteit, CLB | School
        HW8 | CPAS, mission locale, association | OCMW, lokale werkwinkel, vereniging | Social service, association
        HW9 | Salon, événement, Formtruck | Beurs, evenement, Formtruck | Fair, event, Formtruck
        HW10 | Passage, presse, affichage | Voorbijgaan, pers, affiche | Passing by, press
        NA | Non demandé / non communiqué | Niet gevraagd / niet meegedeeld | Not asked / not disclosed
    """,
    "activity": """
        AC1 | Séance d'information | Infosessie | Information session
        AC2 | Atelier collaboratif | Workshop | Workshop
        AC3 | Journée / semaine thématique | Themadag / -week | Theme day / week
        AC4 | Visite de groupe, visite guidée | Groepsbezoek, rondleiding | Group / guided visit
        AC5 | Visite d'école | Schoolbezoek | School visit
        AC6 | Job dating, slow dating | Jobdating, slow dating | Job dating
        AC7 | Salon, bourse (extra-muros) | Beurs (extra muros) | Fair (off-site)
        AC8 | Sortie Formtruck | Formtruck-rit | Formtruck outing
        AC9 | Conseil en prison | Advies in de gevangenis | Advice in prison
        AC10 | Délégation, visite institutionnelle | Delegatie, institutioneel bezoek | Delegation
    """,
    "outcome": """
        OU1 | Réponse donnée sur place | Ter plaatse beantwoord | Answered on the spot
        OU2 | Autre thème dans la Cité | Ander thema in het Beroepenpunt | Another theme here
        OU3 | Documentation / espace multimédia | Documentatie / multimediaruimte | Self-service resources
        OU4 | Activité collective proposée | Collectieve activiteit voorgesteld | Group activity suggested
        OU5 | Orienté·e : emploi (Actiris, VDAB…) | Doorverwezen: werk (Actiris, VDAB…) | Referred: employment
        OU6 | Orienté·e : formation (BF, VDAB, EPS, SFPME) | Doorverwezen: opleiding | Referred: training
        OU7 | Orienté·e : enseignement (SIEP, CPMS, écoles) | Doorverwezen: onderwijs (CLB, scholen)
            | Referred: education
        OU8 | Orienté·e : équivalence, validation | Doorverwezen: gelijkwaardigheid, EVC | Referred: recognition
        OU9 | Orienté·e : entrepreneuriat (1819, hub.brussels) | Doorverwezen: ondernemen (1819, hub.brussels)
            | Referred: business
        OU10 | Orienté·e : mobilité (EURES, langues) | Doorverwezen: mobiliteit | Referred: mobility
        OU11 | Orienté·e : aide sociale, juridique (CPAS…) | Doorverwezen: sociale, juridische hulp (OCMW…)
             | Referred: social, legal
        OU12 | Invité·e à revenir sans rendez-vous | Welkom terug zonder afspraak | Come back, no appointment
        OU13 | Entretien interrompu | Gesprek afgebroken | Interrupted
        OU14 | Demande hors champ | Buiten ons domein | Out of scope
    """,
    "audience": """
        ALL | Tout public | Alle publiek | General public
        SCH | Scolaires | Scholieren | Schools
        STU | Étudiants | Studenten | Students
        WRK | Travailleurs | Werkenden | Workers
        NEET | NEET | NEET | NEET
        DIS | Handicap | Handicap | Disability
        DET | Personnes détenues | Gedetineerden | Detained persons
        NEW | Primo-arrivants | Nieuwkomers | Newcomers
        UND | Sans papiers | Mensen zonder papieren | Undocumented persons
        INT | Intermédiaires | Intermediairs | Intermediaries
    """,
    "channel": """
        desk | Sur place | Ter plaatse | On the spot
        formtruck | Formtruck | Formtruck | Formtruck
        prison | Prison | Gevangenis | Prison
        fair | Salon | Beurs | Fair
        phone | Téléphone | Telefoon | Telephone
        online | En ligne | Online | Online
    """,
    "work_kind": """
        BOOK | Livre | Boek | Book
        GUIDE | Annuaire / guide | Gids | Guide
        PERIODICAL | Périodique | Tijdschrift | Periodical
        JOB_SHEET | Fiche métier | Beroepenfiche | Job sheet
        LEAFLET | Brochure à emporter | Brochure (mee te nemen) | Take-away leaflet
    """,
    "copy_state": """
        SHELF | En rayon | In rek | On the shelf
        CHECK | À vérifier | Te controleren | To be checked
        OUTDATED | Périmé | Verouderd | Outdated
        WITHDRAWN | Retiré | Afgevoerd | Withdrawn
    """,
    "partner": """
        ACTIRIS | Actiris | Actiris | Actiris
        BF | Bruxelles Formation | Bruxelles Formation | Bruxelles Formation
        VDAB | VDAB Brussel | VDAB Brussel | VDAB Brussel
        BECODE | BeCode | BeCode | BeCode
        BON | bon | bon | bon
        BRUSAFE | Brusafe | Brusafe | Brusafe
        CEFA | CEFA | CEFA | CEFA
        CEFORA | Cefora | Cevora | Cefora/Cevora
        CPAS | CPAS | OCMW | CPAS/OCMW
        CVDC | Consortium de validation des compétences | Consortium de validation des compétences
             | Consortium de validation des compétences
        ECOLE19 | Ecole 19 | Ecole 19 | Ecole 19
        EDUCAID | Educaid | Educaid | Educaid
        EPS | EPS | EPS | EPS
        EVOLIRIS | Evoliris | Evoliris | Evoliris
        FEBISP | FeBISP | FeBISP | FeBISP
        FWB | FWB | FWB | FWB
        GIRLEEK | Girleek | Girleek | Girleek
        GROUPEONE | Groupe One | Groupe One | Groupe One
        HUB | hub.brussels / 1819 | hub.brussels / 1819 | hub.brussels / 1819
        IJL | Infor Jeunes Laeken | Infor Jeunes Laeken | Infor Jeunes Laeken
        INTEC | Intec | Intec | Intec
        LJE | Les Jeunes Entreprises | Les Jeunes Entreprises | Les Jeunes Entreprises
        MOLENGEEK | MolenGeek | MolenGeek | MolenGeek
        POLE | Pôle académique | Pôle académique | Pôle académique
        SC | Service Citoyen | Samenlevingsdienst | Service Citoyen
        SFPME | SFPME/EFP | SFPME/EFP | SFPME/EFP
        SIEP | SIEP | SIEP | SIEP
        SYNTRA | Syntra Brussel | Syntra Brussel | Syntra Brussel
        TRACE | Tracé Brussel | Tracé Brussel | Tracé Brussel
        WORLDSKILLS | WorldSkills Belgium | WorldSkills Belgium | WorldSkills Belgium
    """,
    "priority": """
        MOBILITY | Mobilité réduite | Beperkte mobiliteit | Reduced mobility
        PREGNANCY | Grossesse | Zwangerschap | Pregnancy
        CHILD | Petit enfant | Klein kind | Small child
        STAFF | Demande de l'équipe | Vraag van het team | Staff request
    """,
    "park_reason": """
        FORMS | Remplit un document | Vult een document in | Filling in a form
        COLLEAGUE | Attend un avis | Wacht op advies | Waiting for advice
        BREAK | Revient dans un instant | Komt zo terug | Back in a moment
    """,
    "pause_reason": """
        BREAK | Pause | Pauze | Break
        MEAL | Repas | Middagpauze | Meal
        ACTIVITY | Activité collective | Collectieve activiteit | Group activity
        MEETING | Réunion | Overleg | Meeting
    """,
    "void_reason": """
        DOUBLE | Compté deux fois | Dubbel geteld | Counted twice
        WRONG_CODE | Mauvais code | Verkeerde code | Wrong code
        WRONG_COUNT | Mauvais nombre | Verkeerd aantal | Wrong number
        NEVER_HAPPENED | N'a pas eu lieu | Niet gebeurd | Did not take place
        UNDONE | Annulé aussitôt | Meteen ongedaan gemaakt | Undone at once
    """,
    "display_message": """
        NUMBER | Prenez un numéro à l'accueil. | Neem een nummer aan het onthaal. | Take a number at reception.
        FREE | Tout est gratuit et sans rendez-vous. | Alles is gratis en zonder afspraak.
             | Everything is free, without an appointment.
    """,
    "place": """
        HAREN | Prison de Haren | Gevangenis van Haren | Haren prison
        SALON_FORMATION | Salon de la formation | Salon de la formation | Training fair
        BOURSE_FORMATION | Bourse de la formation | Opleidingsbeurs | Training exchange
        IT_DAG | IT Dag | IT Dag | IT Dag
        OTHER | Autre lieu | Andere plaats | Another place
    """,
}
