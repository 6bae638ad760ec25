// By which way each of the others comes, how well, and what to do where they don't.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { MemberId, MemberView } from "../../protocol/protocol.ts";
import type { PathReport, Route } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import { advise, type Circumstances, isUnopened, listFigures, nameWay } from "./advice.ts";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import { createInspection } from "./inspection.ts";
import type { Model } from "./model.ts";

/** Often enough to see what one's own doing changes. */
const lookEveryMs = 1_000;

export function Connections({
  model,
  meeting,
}: {
  readonly model: Model;
  readonly meeting: Meeting & InRoom;
}) {
  const { inspect, routes, relayLack } = model;
  const calls = "RTCPeerConnection" in globalThis;
  const reports = useSignal<ReadonlyMap<MemberId, PathReport>>(new Map());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let open = true;
    const inspections = new Map<MemberId, ReturnType<typeof createInspection>>();
    void look();
    async function look(): Promise<void> {
      const found = await inspect();
      if (!open) return;
      reports.value = new Map([...found].map(([id, report]) => [id, read(id, report)]));
      timer = setTimeout(look, lookEveryMs);
    }
    function read(id: MemberId, report: PathReport): PathReport {
      if (!report.call) return report;
      const inspect = inspections.get(id) ?? createInspection();
      inspections.set(id, inspect);
      return { ...report, ...inspect(report.call) };
    }
    return () => {
      open = false;
      clearTimeout(timer);
    };
  }, []);

  const others = meeting.view.members.filter(({ id }) => id !== meeting.self);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and in Safari no key would do it otherwise.
    <section class="connections" aria-label="Each by name" tabIndex={0}>
      {others.length === 0 && <p class="hint">Nobody else is here yet.</p>}
      <ul>
        {others.map((member) => (
          <Connection
            key={member.id}
            member={member}
            report={complete(reports.value.get(member.id), routes.value.get(member.id))}
            circumstances={{ away: member.away === true, calls, relayLack }}
          />
        ))}
      </ul>
    </section>
  );
}

interface ConnectionProps {
  readonly member: MemberView;
  readonly report: PathReport;
  readonly circumstances: Circumstances;
}

function Connection({ member: { id, name }, report, circumstances }: ConnectionProps) {
  const advice = advise(name, report, circumstances);
  return (
    <li data-route={report.route}>
      <Initials name={name} seed={id} />
      <h3>
        {name}
        <span>
          {isUnopened(report) && <Icon name="locked" />} {nameWay(report)}
        </span>
      </h3>
      <dl>
        {listFigures(report).map(([figure, value]) => (
          <div key={figure}>
            <dt>{figure}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {advice && <p>{advice}</p>}
    </li>
  );
}

/** Which way it is, is known sooner than how good it is. */
function complete(report: PathReport | undefined, route: Route = "connecting"): PathReport {
  return report ? { ...report, route } : { route };
}
