/** Of pages of podcasts. English for other languages. */
export interface ShowMessages {
  kind: string;
  what: string;
  /** Introduces links to apps. */
  apps: string;
  /** Of the code. */
  scan: string;
  newest: string;
  episodes: string;
  number(season: number | undefined, episode: number | undefined): string;
  chapters: string;
  notes: string;
  transcripts: string;
  download: string;
  post: string;
  gone: string;
}

const numberIn =
  (season: string, episode: string) =>
  (ofSeason: number | undefined, ofEpisode: number | undefined): string =>
    [ofSeason === undefined ? '' : `${season} ${ofSeason}`, ofEpisode === undefined ? '' : `${episode} ${ofEpisode}`]
      .filter((text) => text !== '')
      .join(', ');

const en: ShowMessages = {
  kind: 'Podcast',
  what: 'Subscribe in an app that you choose: it brings every new episode, with no account and no algorithm between.',
  apps: 'Open in one of these apps:',
  scan: 'Scan this with a phone to open the page there.',
  newest: 'Newest episode',
  episodes: 'Episodes',
  number: numberIn('Season', 'Episode'),
  chapters: 'Chapters',
  notes: 'About this episode',
  transcripts: 'Transcript',
  download: 'Download the file',
  post: 'Open the post',
  gone: 'This episode is not published at the moment.',
};

const de: ShowMessages = {
  kind: 'Podcast',
  what: 'Abonniere in einer App deiner Wahl: Sie bringt jede neue Folge, ohne Konto und ohne Algorithmus dazwischen.',
  apps: 'In einer dieser Apps öffnen:',
  scan: 'Mit dem Handy scannen, um die Seite dort zu öffnen.',
  newest: 'Neueste Folge',
  episodes: 'Folgen',
  number: numberIn('Staffel', 'Folge'),
  chapters: 'Kapitel',
  notes: 'Zu dieser Folge',
  transcripts: 'Abschrift',
  download: 'Datei herunterladen',
  post: 'Beitrag öffnen',
  gone: 'Diese Folge ist gerade nicht veröffentlicht.',
};

const fr: ShowMessages = {
  kind: 'Podcast',
  what: 'Abonnez-vous dans l’application de votre choix : elle apporte chaque nouvel épisode, sans compte et sans algorithme.',
  apps: 'Ouvrir dans l’une de ces applications :',
  scan: 'Scannez ce code avec un téléphone pour y ouvrir la page.',
  newest: 'Dernier épisode',
  episodes: 'Épisodes',
  number: numberIn('Saison', 'Épisode'),
  chapters: 'Chapitres',
  notes: 'À propos de cet épisode',
  transcripts: 'Transcription',
  download: 'Télécharger le fichier',
  post: 'Ouvrir l’article',
  gone: 'Cet épisode n’est pas publié pour le moment.',
};

const es: ShowMessages = {
  kind: 'Podcast',
  what: 'La aplicación que elijas te lleva cada episodio nuevo, sin cuenta y sin algoritmo de por medio.',
  apps: 'Abrir en una de estas aplicaciones:',
  scan: 'Lee este código con un teléfono para abrir en él la página.',
  newest: 'Episodio más reciente',
  episodes: 'Episodios',
  number: numberIn('Temporada', 'Episodio'),
  chapters: 'Capítulos',
  notes: 'Sobre este episodio',
  transcripts: 'Transcripción',
  download: 'Descargar el archivo',
  post: 'Abrir la entrada',
  gone: 'Este episodio no está publicado por ahora.',
};

const ar: ShowMessages = {
  kind: 'بودكاست',
  what: 'اشترك في تطبيق تختاره: يصلك كل حلقة جديدة، دون حساب ودون خوارزمية.',
  apps: 'الفتح في أحد هذه التطبيقات:',
  scan: 'امسح هذا الرمز بالهاتف لفتح الصفحة فيه.',
  newest: 'أحدث حلقة',
  episodes: 'الحلقات',
  number: numberIn('الموسم', 'الحلقة'),
  chapters: 'الفصول',
  notes: 'عن هذه الحلقة',
  transcripts: 'النص المكتوب',
  download: 'تنزيل الملف',
  post: 'فتح التدوينة',
  gone: 'هذه الحلقة غير منشورة حاليًا.',
};

/** By language subtag. */
export const SHOW_MESSAGES: ReadonlyMap<string, ShowMessages> = new Map(Object.entries({ en, de, fr, es, ar }));

export const showMessagesFor = (language: string): ShowMessages => SHOW_MESSAGES.get(language.split('-', 1)[0] ?? '') ?? en;
