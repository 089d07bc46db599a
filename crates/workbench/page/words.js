// What the page says, in three languages. Days are written in the reader's language with the Gregorian
// calendar and Latin digits.

import { record } from "./record.js";

const WORDS = {
  skip: ["Aller au dossier", "Skip to the dossier", "انتقل إلى الملف"],
  lens: ["Regard", "Lens", "المنظور"],
  reconciled: ["Réconcilié", "Reconciled", "الخلاصة"],
  asKnown: ["Connu au", "As known on", "كما عُرف في"],
  now: ["dernier jour", "latest", "آخر يوم"],
  language: ["Langue", "Language", "اللغة"],
  keys: ["Raccourcis", "Keyboard", "لوحة المفاتيح"],
  lists: ["Listes", "Lists", "القوائم"],
  map: ["Carte", "Map", "الخريطة"],
  table: ["Tableau", "Table", "الجدول"],
  dossier: ["Dossier du lieu", "Place dossier", "ملف المكان"],
  time: ["Temps", "Time", "الزمن"],
  search: ["Chercher un lieu, un acteur, une source, des mots…  ( / )", "Search a place, an actor, a source, words…  ( / )", "ابحث عن مكان أو طرف أو مصدر أو كلمات…  ( / )"],
  places: ["Lieux", "Places", "الأماكن"],
  actors: ["Acteurs", "Actors", "الأطراف"],
  sources: ["Sources", "Sources", "المصادر"],
  passages: ["Passages", "Passages", "مقاطع"],
  queue: ["À relire", "Review", "للمراجعة"],
  nothing: ["Rien ne correspond.", "Nothing matches.", "لا نتائج."],
  claims: ["affirmations", "claims", "ادعاءات"],
  claim1: ["affirmation", "claim", "ادعاء"],
  dispatches: ["dépêches", "dispatches", "برقيات"],
  held: ["tenu", "held", "مُسيطَر عليه"],
  claimed: ["revendiqué", "claimed", "مُدّعى"],
  contested: ["combats dedans", "contested", "قتال داخله"],
  disputed: ["versions opposées", "disputed", "روايات متعارضة"],
  lost: ["perdu", "lost", "مفقود"],
  unknown: ["inconnu", "unknown", "غير معروف"],
  stale: ["ancien", "stale", "قديم"],
  besieged: ["assiégé", "besieged", "محاصَر"],
  attacked: ["attaqué", "attacked", "يُهاجَم"],
  heldBy: ["tenu par {0}", "held by {0}", "تحت سيطرة {0}"],
  lostBy: ["perdu par {0}", "lost by {0}", "خسره {0}"],
  contestedBy: ["combats entre {0}", "contested between {0}", "قتال بين {0}"],
  disputedBy: ["versions opposées : {0}", "disputed: {0}", "روايات متعارضة: {0}"],
  claimedBy: ["revendiqué par {0}", "claimed by {0}", "يدّعيه {0}"],
  besiegedBy: ["assiégé par {0}", "besieged by {0}", "يحاصره {0}"],
  attackedBy: ["attaqué par {0}", "attacked by {0}", "يهاجمه {0}"],
  and: [" et ", " and ", " و"],
  unknownState: ["on ne sait pas qui le tient", "nobody says who holds it", "لا يُعرف من يسيطر عليه"],
  withoutClaim: ["{0} lieux sans mot sur qui les tient", "{0} places with no word on who holds them", "{0} أماكن بلا قول عمّن يسيطر عليها"],
  legend: ["Légende", "Legend", "المفتاح"],
  pick: ["Choisissez un lieu sur la carte, dans la liste, ou cherchez-le.", "Pick a place on the map or in the list, or search for one.", "اختر مكانًا من الخريطة أو القائمة أو ابحث عنه."],
  onDay: ["au {0}, connu au {1}", "on {0}, as known on {1}", "في {0}، كما عُرف في {1}"],
  views: ["Ce que dit chaque camp", "What each camp says", "ما يقوله كل طرف"],
  silentSince: ["muet depuis le {0}", "silent since {0}", "صامت منذ {0}"],
  sinceDay: ["depuis le {0}", "since {0}", "منذ {0}"],
  nothingSaid: ["n’a rien dit", "has said nothing", "لم يقل شيئًا"],
  claimsByDay: ["Paroles, jour par jour", "What was said, day by day", "ما قيل، يومًا بيوم"],
  voice1: ["1 voix", "1 voice", "صوت واحد"],
  carriers: ["{0} relais", "{0} carriers", "{0} ناقلين"],
  carrier1: ["1 relais", "1 carrier", "ناقل واحد"],
  hidden: ["{0} paroles publiées plus tard sont masquées", "{0} later reports hidden", "{0} تقارير لاحقة مخفية"],
  explain: ["Pourquoi ?", "Why?", "لماذا؟"],
  close: ["Fermer", "Close", "إغلاق"],
  back: ["Retour au dossier", "Back to the dossier", "العودة إلى الملف"],
  triangle: ["Deux horloges", "Two clocks", "ساعتان"],
  triangleHint: ["Horizontalement le jour dont on parle, verticalement le jour où l’on sait. Sous la diagonale : ce qu’on n’a su qu’après.", "Across: the day spoken of. Down: the day of knowledge. Below the diagonal: what was known only afterwards.", "أفقيًا: اليوم المقصود. عموديًا: يوم المعرفة. أسفل القطر: ما عُرف لاحقًا."],
  fromKnown: ["Su à partir du {0}", "Known from {0}", "عُرف ابتداءً من {0}"],
  copyLink: ["Copier le lien", "Copy link", "انسخ الرابط"],
  copyApi: ["Copier le lien API", "Copy API link", "انسخ رابط الواجهة"],
  copied: ["Copié", "Copied", "نُسخ"],
  cite: ["Copier la référence", "Copy citation", "انسخ الإحالة"],
  report: ["Imprimer le dossier", "Print the dossier", "اطبع الملف"],
  bulletin: ["Bulletin du jour", "Bulletin of the day", "نشرة اليوم"],
  print: ["Imprimer", "Print", "طباعة"],
  exports: ["Exporter", "Export", "تصدير"],
  validDay: ["Jour sur la carte", "Day on the map", "اليوم على الخريطة"],
  knownDay: ["Jour de connaissance", "Day of knowledge", "يوم المعرفة"],
  fitPlace: ["Ce lieu", "This place", "هذا المكان"],
  fitAll: ["Tout", "All", "الكل"],
  reports: ["Dépêches", "Reports", "البرقيات"],
  typeDay: ["Écrire un jour : 9/11, 9 novembre 2017, 2017-11-09", "Type a day: 9/11 (day first), 9 November 2017, 2017-11-09", "اكتب يومًا: 9/11 أو 9 نوفمبر 2017 أو 2017-11-09"],
  compare: ["Comparer", "Compare", "قارن"],
  compareWith: ["avec", "with", "مع"],
  other: ["autre regard", "other lens", "منظور آخر"],
  otherDay: ["connu au (autre côté)", "as known on (other side)", "كما عُرف في (الجانب الآخر)"],
  histogram: ["Affirmations", "Claims", "الادعاءات"],
  zoomIn: ["Rapprocher", "Zoom in", "تكبير"],
  zoomOut: ["Éloigner", "Zoom out", "تصغير"],
  fit: ["Cadrer", "Fit", "ملاءمة"],
  chain: ["Qui parle", "Who speaks", "من يتكلم"],
  published: ["publié le {0}", "published {0}", "نُشر في {0}"],
  hash: ["empreinte", "hash", "بصمة"],
  rule: ["règle", "rule", "القاعدة"],
  ruleRead: ["règle de lecture", "reading rule", "قاعدة القراءة"],
  evidence: ["Les mots", "The words", "النص"],
  versions: ["versions du même article", "versions of the same article", "نسخ المقال نفسه"],
  "self-serving": ["en sa faveur", "in its own favour", "لصالحه"],
  "against-interest": ["contre son intérêt", "against its interest", "ضد مصلحته"],
  leaning: ["observateur engagé", "leaning observer", "مراقب منحاز"],
  "third-party": ["tiers", "third party", "طرف ثالث"],
  filterAll: ["tous", "all", "الكل"],
  filterDisputed: ["désaccord", "disagreement", "خلاف"],
  filterSingle: ["changé ±7 j", "changed ±7 d", "تغيّر ±7 أيام"],
  place: ["Lieu", "Place", "المكان"],
  region: ["Région", "Region", "المنطقة"],
  stateCol: ["État", "State", "الحالة"],
  rows: ["{0} lieux", "{0} places", "{0} أماكن"],
  keysTitle: ["Au clavier", "Keyboard", "لوحة المفاتيح"],
  timeNote: ["Le temps va toujours de gauche à droite.", "Time always runs from left to right.", "يمضي الزمن دائمًا من اليسار إلى اليمين."],
  accept: ["Accepter", "Accept", "قبول"],
  reject: ["Rejeter", "Reject", "رفض"],
  unsure: ["Incertain", "Unsure", "غير متأكد"],
  split: ["À diviser", "Split", "تقسيم"],
  sameAs: ["Même parole que…", "Same as…", "نفس القول…"],
  same: ["Une seule parole", "One utterance", "قول واحد"],
  different: ["Deux paroles", "Two utterances", "قولان"],
  besideThis: ["Est-ce la même parole que celle-ci ?", "Is it the same utterance as this one?", "هل هو القول نفسه؟"],
  holder: ["Qui tient (clé)", "Who holds (key)", "من يسيطر (المفتاح)"],
  loser: ["Qui perd (clé)", "Who loses (key)", "من يخسر (المفتاح)"],
  parts: ["ses parties, en mots", "its parts, in words", "أجزاؤه، بالكلمات"],
  edit: ["Corriger", "Edit", "تصحيح"],
  undo: ["Annuler", "Undo", "تراجع"],
  undone: ["annulée", "undone", "أُلغي"],
  blind: ["À l’aveugle", "Blind", "دون اطلاع"],
  log: ["Journal", "Log", "السجل"],
  agreement: ["Accord", "Agreement", "التوافق"],
  open: ["Lire", "Open", "قراءة"],
  left: ["{0} à relire", "{0} to review", "{0} للمراجعة"],
  done: ["Tout est relu.", "Everything is reviewed.", "تمت مراجعة كل شيء."],
  readOnly: ["Session de lecture : lancez « selon serve --review » pour décider.", "This session reads only: start `selon serve --review` to decide.", "هذه الجلسة للقراءة فقط: شغّل selon serve --review لاتخاذ القرار."],
  why: ["raison", "reason", "السبب"],
  saved: ["Noté : {0}", "Recorded: {0}", "سُجّل: {0}"],
  reviewed: ["relues deux fois", "reviewed twice", "رُوجعت مرتين"],
  adjudicate: ["À trancher", "To adjudicate", "للفصل"],
  name: ["Nom", "Name", "الاسم"],
  voices: ["Voix", "Voices", "الأصوات"],
  track: ["Ce que leurs paroles sont devenues", "What became of their words", "ما آلت إليه أقوالهم"],
  trackNote: [
    "« tenue » : n’a pas cessé de valoir pendant 30 jours ; « renversée » : a cessé dans les 7 jours ; « retard » : jours après la première autre voix, au milieu ; « part » : de celles dont on sait la suite, celles qui ont tenu.",
    "Stood: held for 30 days. Reversed: ceased to hold within 7. Lag: days after the first other voice, in the middle. Share: of those whose outcome is known, those that held.",
    "«صمد»: بقي صحيحًا 30 يومًا. «انقلب»: سقط خلال 7 أيام. «التأخر»: عدد الأيام بعد أول صوت آخر (الوسيط). «النسبة»: ما صحّ مما عُرف مآله."],
  col_name: ["Source", "Source", "المصدر"], col_tells: ["Dit", "Tells of", "يروي"], col_interest: ["Intérêt", "Interest", "المصلحة"], col_n: ["Paroles", "Accounts", "الأقوال"],
  col_conceded: ["concédées", "conceded", "أُقرّ بها"], col_corroborated: ["corroborées", "corroborated", "مؤكَّدة"], col_contradicted: ["contredites", "contradicted", "مُناقَضة"], col_open: ["ouvertes", "open", "مفتوحة"],
  col_stood: ["tenues", "stood", "صمدت"], col_reversed: ["renversées", "reversed", "انقلبت"], col_lag: ["retard", "lag", "التأخر"], col_held: ["part", "share", "النسبة"], col_letter: ["note", "grade", "الدرجة"],
  "track_own gain": ["son gain", "own gain", "كسبه"], "track_own loss": ["sa perte", "own loss", "خسارته"], "track_enemy gain": ["gain ennemi", "enemy gain", "كسب العدو"], "track_enemy loss": ["perte ennemie", "enemy loss", "خسارة العدو"],
  "track_others' gain": ["gain d’autrui", "others’ gain", "كسب الغير"], "track_others' loss": ["perte d’autrui", "others’ loss", "خسارة الغير"],
  "track_third party": ["tiers", "third party", "طرف ثالث"], "track_self-serving": ["en sa faveur", "self-serving", "لصالحه"], "track_against interest": ["contre son intérêt", "against interest", "ضد مصلحته"], track_leaning: ["observateur engagé", "leaning", "منحاز"], track_unknown: ["inconnu", "unknown", "غير معروف"],
  notes: ["Notes", "Notes", "الحواشي"],
  reportTitle: ["{0} : qui dit quoi", "{0}: who says what", "{0}: من يقول ماذا"],
  bulletinTitle: ["Ce que l’on disait le {0}", "What was said on {0}", "ما قيل في {0}"],
  madeFrom: ["Établi à partir du registre {0}, état {1}, échelle de règles n° {2}.", "Made from the ledger {0}, state {1}, ladder of rules no. {2}.", "أُعد من السجل {0}، الحالة {1}، سلّم القواعد رقم {2}."],
  flips: ["Ce qui changerait l’état", "What would change the state", "ما الذي يغيّر الحالة"],
  flipNext: ["Un mot publié le {0} le change : avancez le jour de connaissance.", "A word published on {0} changes it: move the day of knowledge on.", "قول نُشر في {0} يغيّرها: قدّم يوم المعرفة."],
  flipNone: ["Rien de ce qui est au registre ne le change plus tard.", "Nothing on record changes it later.", "لا شيء في السجل يغيّرها لاحقًا."],
  weighed: ["{0} paroles pesées, dont {1} le portent", "{0} accounts weighed, {1} of which carry it", "وُزنت {0} أقوال، يحملها {1} منها"],
  carriesState: ["porte l’état", "carries the state", "يحمل الحالة"],
  loading: ["Lecture du registre…", "Reading the record…", "قراءة السجل…"],
  failed: ["Le serveur ne répond pas : {0}", "The server does not answer: {0}", "الخادم لا يجيب: {0}"],
  flag_retroactive: ["su après coup", "known afterwards", "عُرف لاحقًا"],
  flag_stale: ["ancien", "stale", "قديم"],
  flag_disputed: ["contredit", "contradicted", "مُناقَض"],
  flag_hedged: ["avec réserve", "with reserve", "بتحفظ"],
  flag_implied: ["implicite", "implied", "ضمني"],
  says_takes: ["prend", "takes", "يسيطر"], says_holds: ["tient", "holds", "يمسك"], says_leaves: ["quitte", "leaves", "ينسحب"],
  says_contests: ["combat dedans", "fights inside", "يقاتل داخله"], says_enters: ["entre", "enters", "يدخل"],
  says_besieges: ["assiège", "besieges", "يحاصر"], says_relieves: ["siège levé", "siege lifted", "رُفع الحصار"],
  says_presses: ["attaque", "attacks", "يهاجم"], says_denies: ["nié", "denied", "منفي"],
  fullSentence: ["", "", "التعليل بالإنجليزية:"],
};

const RULES = {
  R0: ["Aucune parole en vigueur", "No account in force", "لا قول ساريًا"],
  R1: ["Concédé : le perdant l’admet, ou un ennemi admet le gain", "Conceded: the loser admits it, or an enemy admits the gain", "مُسلَّم به: يقرّ به الخاسر أو الخصم"],
  R1i: ["Implicite : un camp dit reprendre ce qu’il avait dit tenir", "Implied: a camp says it takes again what it had claimed", "ضمني: طرف يقول إنه استعاد ما ادّعاه"],
  R2: ["Corroboré : des voix indépendantes de camps différents", "Corroborated: independent voices of different camps", "مؤكَّد: أصوات مستقلة من أطراف مختلفة"],
  R3: ["Observé : des tiers seulement", "Observed: third parties only", "مُلاحَظ: أطراف ثالثة فقط"],
  R4: ["Revendiqué : un camp en sa propre faveur, personne d’autre", "Claimed: one camp in its own favour, nobody else", "مُدّعى: طرف لصالح نفسه فقط"],
  R5g: ["Disputé sur le terrain : les deux forces sont dedans", "Contested on the ground: both forces inside", "متنازع عليه ميدانيًا"],
  R5e: ["Disputé au registre : versions incompatibles", "Disputed in the record: incompatible accounts", "روايات متعارضة في السجل"],
  R6: ["Ancien : plus rien depuis longtemps", "Stale: nothing said for long", "قديم: لا شيء منذ زمن"],
  R8: ["Décision d’une personne, avec sa raison", "A person decided, with a reason", "قرار محلّل مع السبب"],
};

const TYPES = {
  capture: ["prise", "capture", "سيطرة"], expulsion: ["expulsion", "expulsion", "طرد"], withdrawal: ["retrait", "withdrawal", "انسحاب"],
  siege: ["siège", "siege", "حصار"], entry: ["entrée", "entry", "دخول"], offensive: ["offensive", "offensive", "هجوم"],
  advance: ["avancée", "advance", "تقدم"], repulse: ["assaut repoussé", "repulse", "صدّ"], control: ["contrôle", "control", "سيطرة"],
  presence: ["présence", "presence", "وجود"], handover: ["remise", "handover", "تسليم"], clash: ["combats", "clash", "اشتباك"],
  strike: ["frappe", "strike", "ضربة"], attack: ["attaque", "attack", "هجوم"], bombing: ["attentat", "bombing", "تفجير"],
  ambush: ["embuscade", "ambush", "كمين"], casualties: ["victimes", "casualties", "ضحايا"], arrest: ["arrestation", "arrest", "اعتقال"],
  displacement: ["déplacement", "displacement", "نزوح"], statement: ["déclaration", "statement", "تصريح"],
};

export const LANGS = [["fr", "Français", "FR"], ["en", "English", "EN"], ["ar", "العربية", "ع"]];
let lang = "en", column = 1;

export function speak(code) {
  const wanted = code || (navigator.languages ?? []).map(one => one.slice(0, 2)).find(one => LANGS.some(([key]) => key === one)) || "en";
  lang = LANGS.some(([key]) => key === wanted) ? wanted : "en";
  column = LANGS.findIndex(([key]) => key === lang);
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
}
export const language = () => lang;

const filled = (text, values) => text.replace(/\{(\d)\}/g, (_, ix) => values[ix] ?? "");
export const w = (key, ...values) => filled(WORDS[key]?.[column] ?? key.replace(/^(track|col)_/, ""), values);
export const rule = key => RULES[key]?.[column] ?? key;
export const type = key => TYPES[key]?.[column] ?? key.replaceAll("-", " ");
export const both = (card, key) => card[`${key}_${lang === "fr" ? "fr" : "en"}`];

const format = options => new Map(LANGS.map(([key]) => [key, new Intl.DateTimeFormat(
  key === "ar" ? "ar-u-ca-gregory-nu-latn" : key === "en" ? "en-GB" : key, { timeZone: "UTC", ...options })]));
const LONG = format({ day: "numeric", month: "long", year: "numeric" });
const SHORT = format({ day: "numeric", month: "short" });
const MONTH = format({ month: "short", year: "numeric" });
const at = day => new Date((typeof day === "string" ? day.slice(0, 10) : "1970-01-01") + "T00:00:00Z");
const one = text => lang === "fr" ? text.replace(/^1 /, "1er ") : text;
/** A format that remembers what it was asked: the same days come again with every move of a slider. */
const remembered = formats => {
  const said = new Map();
  return text => {
    if (!text) return "";
    const key = lang + text;
    return said.get(key) ?? said.set(key, one(formats.get(lang).format(at(text)))).get(key);
  };
};
export const day = remembered(LONG), shortDay = remembered(SHORT), month = remembered(MONTH);

export const side = key => {
  const there = record.sides.get(key);
  return there ? (lang === "fr" ? there.fr : lang === "ar" ? there.ar ?? there.en : there.en) : key;
};
export const listed = keys => keys.map(side).join(w("and"));

/** A place's name in the language of the page, where the record met it in that script. */
export const placeName = place => (lang === "ar" && place.names.find(one => /^[\u0600-\u06ff\s]+$/.test(one))) || place.name;

/** One line on a state: who holds it, and what is laid over it. */
export function stateLine(code) {
  const parts = [];
  if (code.state === "unknown") { if (!code.claimed_by.length) parts.push(w("unknownState")); }
  else parts.push(w(code.state + "By", listed(code.sides)));
  const names = list => listed(list.map(one => one.side ?? one));
  if (code.claimed_by.length) parts.push(w("claimedBy", names(code.claimed_by)));
  if (code.besieged_by.length) parts.push(w("besiegedBy", names(code.besieged_by)));
  if (code.attacked_by.length) parts.push(w("attackedBy", names(code.attacked_by)));
  return parts.join(" · ");
}

/** Puts the words of the language into what the page was served with. */
export function dress() {
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = w(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", w(element.dataset.label));
}
