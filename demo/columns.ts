import { sql } from "kysely";
import { draftArticle, publishArticle, setFollowed, startColumn } from "../server/src/columns/index.ts";
import { type Actor, actorOfSession, onBehalfOf } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../server/src/kernel/database.ts";
import { type Clock, DAY_MS, fixedClock } from "../server/src/kernel/time.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";

type DemoArticle = { daysAgo: number; title: string; books: string[]; body: string };

/** Columns of the demo: of a library, of the quarter's circle, of a list. */
const COLUMNS: {
  login: string;
  owner: "library" | "circle" | "list";
  title: string;
  about: string;
  articles: DemoArticle[];
}[] = [
  {
    login: "admin",
    owner: "library",
    title: "总馆三楼",
    about: "馆员每两周推荐一架书：为什么放在一起，从哪本读起。",
    articles: [
      {
        daysAgo: 9,
        title: "数学书架上的三种读法",
        books: ["高等数学", "线性代数", "概率论与数理统计"],
        body: "三楼东侧的书，借得最勤的是教材，停得最久的也是教材。\n\n## 跟着课读\n先做例题，再看证明。手边留一本习题集，哪一节做错得多，就回到哪一节。\n\n## 倒着读\n从最后一章的应用往回看：这个定理是为了什么问题才有的？很多定义一下子就不那么突然了。\n\n## 挑着读\n期末前三天，谁都这样读过。书不会怪你，考完记得把它还回来，后面还有人在等。",
      },
      {
        daysAgo: 2,
        title: "新到的诗集，放在窗边",
        books: ["唐诗三百首", "鲁迅全集"],
        body: "窗边那一格换了书。\n\n> 天街小雨润如酥，草色遥看近却无。\n\n韩愈写的是早春，可是十一月读也合适：远远看有一点绿，走近了又没有。\n\n这一格的书不用预约，坐下就读；想带走，扫一下门口的借书机。",
      },
    ],
  },
  {
    login: "reader",
    owner: "circle",
    title: "院里的书桌",
    about: "三号院读书会：谁读了什么，谁家有什么。",
    articles: [
      {
        daysAgo: 4,
        title: "一本书在院里走了一圈",
        books: ["平凡的世界", "边城"],
        body: "去年冬天，二层的邻居把《平凡的世界》第一部放进门厅的书架，夹了一张纸：“看完请接着放。”\n\n三个月里它到过四户人家。纸条写满了两面，有人画了一碗羊肉泡馍。\n\n回到门厅那天，书脊已经裂了，有人用麻线重新钉过。现在第二部在 302，谁想接着读，敲门就行。",
      },
    ],
  },
  {
    login: "reader2",
    owner: "list",
    title: "课外的课表",
    about: "给书单写的说明，一本一本慢慢写。",
    articles: [
      {
        daysAgo: 6,
        title: "为什么从《呐喊》开始",
        books: ["呐喊", "边城"],
        body: "书单的第一本换过三次，最后还是《呐喊》。\n\n它短，一篇一个晚上；它又不肯让人读完就睡。读《药》的那个晚上，我们几个人在宿舍走廊里站到熄灯。\n\n第二本放《边城》，是想让人喘一口气。两本书隔着十年，一个在喊，一个在水边等。",
      },
    ],
  },
];

/** Columns with articles and a follower each. Does nothing once there are any. */
export async function loadColumns(db: Db, clock: Clock): Promise<void> {
  const begun = await sql`select 1 from columns.series limit 1`.execute(db);
  if (begun.rows.length > 0) return;
  await inTransaction(db, async (tx) => {
    const follower = await actorOf(tx, "reader3");
    for (const { login, owner, title, about, articles } of COLUMNS) {
      const writer = await actorOf(tx, login);
      const ownerId = await ownerOf(tx, owner, writer.personId);
      const words = { owner, ownerId, title, about, membersOnly: false };
      const { id } = await startColumn(tx, writer, clock, words);
      await setFollowed(tx, follower, clock, id, true);
      for (const article of articles) await loadArticle(tx, writer, clock, id, article);
    }
  });
}

/** Somebody with what their roles let them do. */
async function actorOf(tx: Tx, login: string): Promise<Actor> {
  const person = (await findPersonByLogin(tx, login))!;
  const { rows } = await sql<{
    id: number;
  }>`select m.id from consortium.member m where m.code = 'YUNZE'`.execute(tx);
  const grants = login === "admin" ? [{ role: "member-admin", scope: rows[0]!.id }] : [];
  return actorOfSession({ ...onBehalfOf(person.id), grants });
}

async function ownerOf(tx: Tx, owner: "library" | "circle" | "list", personId: string): Promise<string> {
  const { rows } = await {
    library: () => sql<{ id: string }>`select m.id::text from consortium.member m where m.code = 'YUNZE'`,
    circle: () => sql<{ id: string }>`select c.id::text from circles.circle c order by c.created_at limit 1`,
    list: () => sql<{ id: string }>`select l.id::text from lists.list l
      where l.owner_id = ${personId} and l.visibility = 'public' order by l.created_at limit 1`,
  }
    [owner]()
    .execute(tx);
  return rows[0]!.id;
}

async function loadArticle(
  tx: Tx,
  writer: Actor,
  clock: Clock,
  columnId: string,
  { daysAgo, title, body, books }: DemoArticle,
): Promise<void> {
  const at = fixedClock(new Date(clock.now().getTime() - daysAgo * DAY_MS).toISOString());
  const { rows } = await sql<{ id: number }>`
    select distinct on (t.title) t.id from catalogue.title_line t join catalogue.instance i on i.id = t.id
    where t.title = any(${books}::text[]) order by t.title, i.record_count desc, t.id`.execute(tx);
  const instanceIds = rows.map((row) => row.id);
  const { id } = await draftArticle(tx, writer, at, columnId, { title, body, instanceIds });
  await publishArticle(tx, writer, at, { columnId, id });
}
