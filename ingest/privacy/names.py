"""The first names most given in France in the twentieth century, without accents: what tells a person from a place."""

_MOST_GIVEN = """ adele adeline adrien agathe agnes aimee alain albert alexandra alexandre alexis alfred alice aline
alphonse amandine amelie anais andre andree angelique anita anna anne annick annie anthony antoine antoinette antonio
ariane arlette armand arnaud arthur audrey auguste augustin aurelie aurelien aurore axel baptiste beatrice benjamin
benoit bernadette bernard berthe bertrand blanche brigitte bruno camille carine carmen carole caroline catherine cathy
cecile cedric celine chantal charlene charles charlotte chloe christelle christian christiane christine christophe
cindy claire clara claude claudette claudie claudine clemence clement colette corinne cyril cyrille damien daniel
danielle david delphine denis denise didier dimitri dominique dorothee edgar edith edmond edouard eliane elisabeth
elise elodie emile emilie emilienne emma emmanuel emmanuelle eric ernest estelle etienne eugene eugenie eva evelyne
fabien fabienne fabrice felix fernand fernande flavie florence florent florian francine francis franck francois
francoise frederic frozenset gabriel gabrielle gaston genevieve geoffrey georges georgette gerald gerard germaine
ghislaine gilbert gilberte gilles ginette gisele giselle gregory guillaume gustave guy gwenaelle helene henri
henriette herve hubert hugo huguette irene isabelle jacky jacqueline jacques jean jeanine jeanne jeannine jeremy
jerome jessica joel joelle john jonathan joseph josephine josette josiane julia julie julien juliette justine karim
karine kevin laetitia laura laure laurence laurent lea leon leone leonie leontine liliane lionel loic louis louise luc
lucette lucie lucien lucienne ludovic lydia lydie madeleine magali manon marc marcel marcelle margaux marguerite maria
marie marina marine marion marjorie martine maryse maryvonne mathieu mathilde matthieu maurice maxime melanie melissa
michael michel michele micheline mickael mireille mohamed monique morgane muriel myriam nadege nadia nadine natacha
nathalie nelly nicolas nicole noel noemie odette odile olivier ophelie pascal pascale patrice patricia patrick paul
paule paulette pauline philippe pierre pierrette quentin rachel raoul raphael raymond raymonde regine regis remi remy
rene renee richard robert roger roland rolande romain rosalie rose roselyne sabine sabrina samuel sandra sandrine sara
sarah sebastien serge severine simon simone solange sonia sophie stanislas stephane stephanie suzanne sylvain sylvie
therese thierry thomas tiffany valentin valerie vanessa veronique victor victorine vincent virginie viviane wilfried
william xavier yann yannick yolande yves yvette yvon yvonne zoe
"""
FIRST_NAMES = frozenset(_MOST_GIVEN.split())
