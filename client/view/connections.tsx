// By which way each of the others comes, how well, and what to do where they don't.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { MemberId, MemberView } from "../../protocol/protocol.ts";
import type { PathReport, Route, Sample } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import { advise, type Circumstances, isUnopened, nameWay } from "./advice.ts";
import { describeRange, listFigures, type Measure } from "./figures.ts";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import type { Model } from "./model.ts";
import { frame, plot } from "./plot.ts";

/** As often as there are new figures. */
const lookEveryMs = 2_000;

export function Connections({
  model,
  meeting,
}: {
  readonly model: Model;
  readonly meeting: Meeting & InRoom;
}) {
  const { inspect, routes, canRelay, history } = model;
  const calls = "RTCPeerConnection" in globalThis;
  const reports = useSignal<ReadonlyMap<MemberId, PathReport>>(new Map());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let open = true;
    void look();
    async function look(): Promise<void> {
      const found = await inspect();
      if (!open) return;
      reports.value = found;
      timer = setTimeout(look, lookEveryMs);
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
            samples={history().get(member.id) ?? []}
            circumstances={{ away: member.away === true, calls, canRelay }}
          />
        ))}
      </ul>
    </section>
  );
}

interface ConnectionProps {
  readonly member: MemberView;
  readonly report: PathReport;
  readonly samples: readonly Sample[];
  readonly circumstances: Circumstances;
}

function Connection({ member: { id, name }, report, samples, circumstances }: ConnectionProps) {
  const newest = { ...report, ...samples.at(-1) };
  const advice = advise(name, newest, circumstances);
  return (
    <li data-route={report.route}>
      <Initials name={name} seed={id} />
      <h3>
        {name}
        <span>
          {isUnopened(newest) && <Icon name="locked" />} {nameWay(newest)}
        </span>
      </h3>
      <dl>
        {listFigures(newest).map(({ of, name: figure, value }) => (
          <div key={figure}>
            <dt>{figure}</dt>
            <dd>
              {of !== "codec" && of !== "height" && <Line of={of} samples={samples} />}
              <span class="figure">{value}</span>
            </dd>
          </div>
        ))}
      </dl>
      {advice && <p>{advice}</p>}
    </li>
  );
}

/** Its elements stay the same whatever is in it, for whoever reads on. */
function Line({ of, samples }: { readonly of: Measure; readonly samples: readonly Sample[] }) {
  const drawn = plot(samples, of);
  return (
    <svg
      class="plot"
      role={drawn && "img"}
      aria-label={drawn && describeRange(of, drawn.least, drawn.most)}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      preserveAspectRatio="none"
    >
      <path d={drawn?.line} />
    </svg>
  );
}

/** Which way it is, is known sooner than how good it is. */
function complete(report: PathReport | undefined, route: Route = "connecting"): PathReport {
  return report ? { ...report, route } : { route };
}
