import { fold } from "@commonshelf/cjk";

/** Kinds of book that go with another one and are no edition of it. */
export type AidKind =
  | "exercises"
  | "answers"
  | "guide"
  | "laboratory"
  | "teachers"
  | "examination"
  | "notes"
  | "recordings";

/** Words of languages beside Chinese, as their titles write them; a word with a hyphen behind may go on, one with $ stands at the end. */
const WORDS: Record<Exclude<AidKind, "recordings">, string> = {
  exercises: `solved problems|problem solver|practice questions|coloring book|colouring book|flash cards|flashcards|worksheets
    |ワークブック|問題と解|연습문제|문제집|문제와 풀이|워크북|연습장|익힘책
    |problemas resueltos|cuaderno de ejercicios|cuaderno de trabajo|cuaderno de actividades|banco de preguntas
    |eserciziario|problemi risolti|quaderno di lavoro|exercícios|problemas resolvidos|caderno de atividades
    |problèmes résolus|cahier d'activités|livret d'activités|travaux dirigés|Arbeitsheft|Arbeitsbuch
    |werkboek|oefeningen|oefenboek|opgaven|opgaver|oppgaver|arbejdsbog|arbeidsbok|övningsbok|övningar|arbetsbok|harjoituskirja
    |zbiór zadań|ćwiczenia|zeszyt ćwiczeń|pracovní sešit|pracovný zošit|sbírka úloh|cvičebnice|munkafüzet|feladatgyűjtemény
    |culegere de-|caiet de lucru|zbirka zadataka|radna bilježnica|soru bankası|çalışma kitabı|alıştırma-|çözümlü
    |bài tập|latihan soal|buku latihan|lembar kerja|рабочая тетрадь|контрольные работы|збірник задач|робочий зошит|вправи
    |сборник от задачи|ασκήσεις|τετράδιο εργασιών|תרגילים|חוברת עבודה|تمارين|تدريبات|كۆنۈكمىلىر-|есептер жинағы|жаттығулар|задачи и решения|задачи с решениями|soal soal|feladatok|test item file
    |التمارين|مسائل محلولة|แบบฝึกหัด|अभ्यास पुस्तिका`,
  answers: `해답|문제풀이|문제 풀이|풀이집|와 풀이|과 풀이|및 풀이|솔루션 매뉴얼|솔루션북|solucionario|soluzioni|corrigé-|Lösungsheft|Lösungsband|uitwerkingen|antwoordenboek|antwoorden
    |facit till|med facit|facit$|lösningar|løsninger|rozwiązania|odpowiedzi|решебник|ответы и решения|ответы|λύσεις|פתרונות|حل المسائل|حلول|เฉลย
    |lời giải|hướng dẫn giải|çözümleri`,
  guide: `homework helper|learning guide|crash course|student's companion|해설서|자습서|학습서|guía de estudio|guida allo studio
    |guia de estudo|guide de l'étudiant|guide d'étude|Repetitorium|Lernhilfe|методические указания|учебно-методическое пособие
    |методическое пособие|методичні вказівки|hướng dẫn học|panduan belajar`,
  laboratory: `実験書|실험|prácticas de laboratorio|manual de laboratorio|manuale di laboratorio|manuel de laboratoire
    |лабораторный практикум|лабораторные работы|практикум|лабораторний практикум`,
  teachers: `교사용|교사지도서|학습지도서|지도서$|guía del profesor|guía del maestro|guía docente|guida per l'insegnante|libro dell'insegnante
    |manual do professor|livro do professor|guia do professor|guide pédagogique|guide du maître|guide du professeur|Handreichung-
    |docentenhandleiding|lerarenhandleiding|lärarhandledning|lærervejledning|opettajan opas|poradnik dla nauczyciela
    |książka nauczyciela|metodická příručka|tanári kézikönyv|öğretmen kitabı|öğretmen kılavuzu|для учителя|для преподавателя
    |для вчителя|βιβλίο του καθηγητή|βιβλίο εκπαιδευτικού|מדריך למורה|دليل المعلم|คู่มือครู|sách giáo viên|buku guru`,
  examination: `exam secrets|過去問|기출문제|모의고사|Klausurtrainer|Prüfungstrainer|annales corrig-|annales du bac-|annales d'exam-|annales de concours|exámenes resueltos|đề thi`,
  notes: `サブノート|講義ノート|강의노트`,
};

/** Scripts that part words by blanks, where a word is none inside another. */
const SPACED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]/u;

type Phrase = { kind: AidKind; text: string; goesOn: boolean; isLast: boolean };

const PHRASES: readonly Phrase[] = (Object.entries(WORDS) as [AidKind, string][]).flatMap(([kind, words]) =>
  words.split("|").map((word) => {
    const plain = word.replace(/\s+/g, " ").trim();
    const [goesOn, isLast] = [plain.endsWith("-"), plain.endsWith("$")];
    return { kind, text: fold(goesOn || isLast ? plain.slice(0, -1) : plain), goesOn, isLast };
  }),
);
const BY_FIRST_LETTERS = new Map<string, Phrase[]>();
const FIRST_LETTERS = 3;
for (const phrase of PHRASES.filter((one) => SPACED.test(one.text))) {
  const letters = phrase.text.slice(0, FIRST_LETTERS);
  BY_FIRST_LETTERS.set(letters, [...(BY_FIRST_LETTERS.get(letters) ?? []), phrase]);
}
const UNSPACED = PHRASES.filter((one) => !SPACED.test(one.text));

/** What a folded title says, in any of these languages, that the book is an aid of. */
export function aidsByWord(text: string): AidKind[] {
  const kinds: AidKind[] = [];
  if (/[^\p{Script=Latin}\p{Script=Cyrillic}\p{N} ]/u.test(text))
    for (const { kind, text: word, isLast } of UNSPACED)
      if (isLast ? text.endsWith(word) : text.includes(word)) kinds.push(kind);
  for (let at = 0; at < text.length; at = nextWord(text, at)) {
    for (const { kind, text: word, goesOn, isLast } of BY_FIRST_LETTERS.get(
      text.slice(at, at + FIRST_LETTERS),
    ) ?? []) {
      if (!text.startsWith(word, at) || (isLast && text.trimEnd().length > at + word.length)) continue;
      if (goesOn || !/^\p{L}/u.test(text.slice(at + word.length, at + word.length + 1))) kinds.push(kind);
    }
  }
  return kinds;
}

function nextWord(text: string, at: number): number {
  const blank = text.indexOf(" ", at);
  return blank < 0 ? text.length : blank + 1;
}
