/** English for other languages. */
import { type BasicTaxonomy, baseOf, languageOf, ofTaxonomy } from '../taxonomies.ts';

type NamedTaxonomy = BasicTaxonomy | 'collections' | 'feeds' | 'sections';

export interface Messages {
  subscribeTo(title: string): string;
  subscribe: string;
  what: string;
  how: string;
  open: string;
  /** If no app opens `feed:`. */
  otherwise: string;
  /** Introduces links to named readers. */
  readers: string;
  newest: string;
  nothing: string;
  groups: Record<NamedTaxonomy, string>;
  kinds: Record<NamedTaxonomy, string>;
  /** Below the list of the largest terms. */
  more(number: string): string;
  all: string;
  yours: string;
  paste: string;
}

const en: Messages = {
  subscribeTo: (title) => `Subscribe to ${title}`,
  subscribe: 'Subscribe',
  what: 'A feed brings new posts to an app that you choose: all of them, in order, with no account and no algorithm between.',
  how: 'Open it in your feed reader, or paste an address into one. Any reader will do, on a phone, a computer or the web.',
  open: 'Open in a feed reader',
  otherwise: 'If nothing happens, no app on this device opens feeds yet. One click selects an address to copy.',
  readers: 'Or in one of these readers:',
  newest: 'Newest posts',
  nothing: 'Nothing is published here at the moment.',
  groups: {
    categories: 'Categories',
    tags: 'Tags',
    authors: 'Authors',
    languages: 'Languages',
    collections: 'Collections',
    feeds: 'Feeds',
    sections: 'Sections',
  },
  kinds: {
    categories: 'Category',
    tags: 'Tag',
    authors: 'Author',
    languages: 'Language',
    collections: 'Collection',
    feeds: 'Feed',
    sections: 'Section',
  },
  more: (number) => `The list has those with the most posts; there are ${number} more.`,
  all: 'All feeds in one file, to import into a reader (OPML)',
  yours: 'Is this your blog?',
  paste: 'With these lines in the head of its pages, browsers and readers find the feeds by themselves:',
};

const de: Messages = {
  subscribeTo: (title) => `${title} abonnieren`,
  subscribe: 'Abonnieren',
  what: 'Ein Feed bringt neue Beiträge in eine App deiner Wahl: alle, der Reihe nach, ohne Konto und ohne Algorithmus dazwischen.',
  how: 'Öffne ihn in deinem Feedreader oder füge dort eine Adresse ein. Jeder Reader ist recht, auf dem Handy, am Computer oder im Web.',
  open: 'Im Feedreader öffnen',
  otherwise: 'Geschieht nichts, dann öffnet auf diesem Gerät noch keine App Feeds. Ein Klick markiert eine Adresse zum Kopieren.',
  readers: 'Oder in einem dieser Reader:',
  newest: 'Neueste Beiträge',
  nothing: 'Hier ist gerade nichts veröffentlicht.',
  groups: {
    categories: 'Kategorien',
    tags: 'Schlagwörter',
    authors: 'Autoren',
    languages: 'Sprachen',
    collections: 'Sammlungen',
    feeds: 'Feeds',
    sections: 'Bereiche',
  },
  kinds: {
    categories: 'Kategorie',
    tags: 'Schlagwort',
    authors: 'Autor',
    languages: 'Sprache',
    collections: 'Sammlung',
    feeds: 'Feed',
    sections: 'Bereich',
  },
  more: (number) => `Aufgeführt sind die mit den meisten Beiträgen; es gibt ${number} weitere.`,
  all: 'Alle Feeds in einer Datei, zum Import in einen Reader (OPML)',
  yours: 'Ist das dein Blog?',
  paste: 'Mit diesen Zeilen im Kopf seiner Seiten finden Browser und Reader die Feeds von selbst:',
};

const fr: Messages = {
  subscribeTo: (title) => `S’abonner à ${title}`,
  subscribe: 'S’abonner',
  what: 'Un flux apporte les nouveaux articles dans l’application de votre choix : tous, dans l’ordre, sans compte et sans algorithme.',
  how: 'Ouvrez-le dans votre lecteur de flux, ou collez-y une adresse. Tout lecteur convient, sur téléphone, ordinateur ou en ligne.',
  open: 'Ouvrir dans un lecteur de flux',
  otherwise: 'Si rien ne se passe, aucune application de cet appareil n’ouvre encore les flux. Un clic sélectionne une adresse à copier.',
  readers: 'Ou dans l’un de ces lecteurs :',
  newest: 'Derniers articles',
  nothing: 'Rien n’est publié ici pour le moment.',
  groups: {
    categories: 'Catégories',
    tags: 'Mots-clés',
    authors: 'Auteurs',
    languages: 'Langues',
    collections: 'Collections',
    feeds: 'Flux',
    sections: 'Rubriques',
  },
  kinds: {
    categories: 'Catégorie',
    tags: 'Mot-clé',
    authors: 'Auteur',
    languages: 'Langue',
    collections: 'Collection',
    feeds: 'Flux',
    sections: 'Rubrique',
  },
  more: (number) => `La liste contient ceux qui ont le plus d’articles ; il y en a ${number} autres.`,
  all: 'Tous les flux dans un fichier, à importer dans un lecteur (OPML)',
  yours: 'Ce blog est le vôtre ?',
  paste: 'Avec ces lignes dans l’en-tête de ses pages, navigateurs et lecteurs trouvent les flux d’eux-mêmes :',
};

const es: Messages = {
  subscribeTo: (title) => `Suscribirse a ${title}`,
  subscribe: 'Suscribirse',
  what: 'Un feed lleva las entradas nuevas a la aplicación que elijas: todas, en orden, sin cuenta y sin algoritmo de por medio.',
  how: 'Ábrelo en tu lector de feeds o pega en él una dirección. Sirve cualquier lector, en el teléfono, el ordenador o la web.',
  open: 'Abrir en un lector de feeds',
  otherwise: 'Si no pasa nada, ninguna aplicación de este dispositivo abre feeds todavía. Un clic selecciona una dirección para copiarla.',
  readers: 'O en uno de estos lectores:',
  newest: 'Entradas recientes',
  nothing: 'Por ahora no hay nada publicado aquí.',
  groups: {
    categories: 'Categorías',
    tags: 'Etiquetas',
    authors: 'Autores',
    languages: 'Idiomas',
    collections: 'Colecciones',
    feeds: 'Feeds',
    sections: 'Secciones',
  },
  kinds: {
    categories: 'Categoría',
    tags: 'Etiqueta',
    authors: 'Autor',
    languages: 'Idioma',
    collections: 'Colección',
    feeds: 'Feed',
    sections: 'Sección',
  },
  more: (number) => `La lista contiene los que tienen más entradas; hay ${number} más.`,
  all: 'Todos los feeds en un archivo, para importarlos en un lector (OPML)',
  yours: '¿Es tu blog?',
  paste: 'Con estas líneas en la cabecera de sus páginas, navegadores y lectores encuentran los feeds por sí mismos:',
};

const ar: Messages = {
  subscribeTo: (title) => `الاشتراك في ${title}`,
  subscribe: 'الاشتراك',
  what: 'تنقل الخلاصة التدوينات الجديدة إلى تطبيق تختاره: كلها، بالترتيب، دون حساب ودون خوارزمية.',
  how: 'افتحها في قارئ الخلاصات لديك، أو ألصق فيه أحد العناوين. أي قارئ يصلح، على الهاتف أو الحاسوب أو الويب.',
  open: 'الفتح في قارئ الخلاصات',
  otherwise: 'إذا لم يحدث شيء، فلا تطبيق على هذا الجهاز يفتح الخلاصات بعد. نقرة واحدة تحدد العنوان لنسخه.',
  readers: 'أو في أحد هذه القارئات:',
  newest: 'أحدث التدوينات',
  nothing: 'لا يوجد شيء منشور هنا حاليًا.',
  groups: {
    categories: 'التصنيفات',
    tags: 'الوسوم',
    authors: 'الكُتّاب',
    languages: 'اللغات',
    collections: 'المجموعات',
    feeds: 'الخلاصات',
    sections: 'الأقسام',
  },
  kinds: { categories: 'تصنيف', tags: 'وسم', authors: 'كاتب', languages: 'لغة', collections: 'مجموعة', feeds: 'خلاصة', sections: 'قسم' },
  more: (number) => `تعرض القائمة ما له أكثر المنشورات؛ وهناك ${number} غيرها.`,
  all: 'كل الخلاصات في ملف واحد، للاستيراد في قارئ (OPML)',
  yours: 'هل هذه مدونتك؟',
  paste: 'بهذه الأسطر في رأس صفحاتها تجد المتصفحات والقارئات الخلاصات بنفسها:',
};

/** By language subtag. */
export const MESSAGES: ReadonlyMap<string, Messages> = new Map(Object.entries({ en, de, fr, es, ar }));

export const ENGLISH = en;

/** A taxonomy of the site's own has its own name. */
export function nameOfTaxonomy(names: Messages['groups'], taxonomy: string): string {
  const [language, base] = [languageOf(taxonomy), baseOf(taxonomy)];
  const name = ofTaxonomy<string>(names, base) ?? base;
  return language === undefined ? name : `${name} (${language})`;
}
