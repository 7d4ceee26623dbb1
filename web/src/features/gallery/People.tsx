import { CheckCheck, Pin } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar, AvatarStack, GroupAvatar, type Person } from "@/ui/Avatar";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chip } from "@/ui/Chip";
import { Divider } from "@/ui/Divider";
import { ListRow } from "@/ui/ListRow";
import { PersonCard } from "@/ui/PersonCard";
import { Portrait } from "@/ui/Portrait";
import { Group, Row, Specimen } from "./Specimen";

const MARA: Person = { id: "0192-mara", name: "Mara Lindqvist" };
const INES: Person = { id: "0193-ines", name: "Ines" };
const JONAS: Person = { id: "0194-jonas", name: "Jonas Weber" };
const AMARA: Person = { id: "0195-amara", name: "Amara Okafor" };

export function People() {
  const { t } = useTranslation("gallery");
  const [chat, setChat] = useState("mara");
  const select = (id: string) => () => {
    setChat(id);
  };
  return (
    <Group id="people" title={t("groups.people")}>
      <Specimen title={t("personCards")} wide>
        <div className="grid gap-4 sm:grid-cols-3">
          <PersonCard
            picture={<Portrait of="mara" />}
            name="Mara"
            age={31}
            line={t("person.mara")}
            facts={[t("person.near"), t("person.sea")]}
          />
          <PersonCard picture={<Portrait of="jonas" />} name="Jonas" age={38} line={t("person.jonas")} />
          <PersonCard picture={<Portrait of="amara" />} name="Amara" age={29} line={t("person.amara")} />
          <PersonCard picture={<Portrait of="ines" />} name="Ines" age={42} />
          <PersonCard picture={<Portrait of="tomas" />} name="Tomas" age={34} />
          <PersonCard picture={<Portrait of="yuki" />} name="Yuki" age={27} />
        </div>
      </Specimen>
      <Specimen title={t("avatars")}>
        <Row>
          <Avatar person={MARA} size="xl" presence="online" />
          <Avatar person={INES} size="lg" presence="away" />
          <Avatar person={JONAS} presence="dnd" />
          <Avatar person={AMARA} size="sm" />
          <GroupAvatar name={t("person.group")} people={[MARA, JONAS]} />
        </Row>
        <div className="mt-5">
          <AvatarStack people={[INES, JONAS, AMARA]} total={8}>
            <span className="text-sm text-soft">{t("person.seats")}</span>
          </AvatarStack>
        </div>
      </Specimen>
      <Specimen title={t("chips")}>
        <Row>
          <Chip>{t("person.near")}</Chip>
          <Chip tone="ember">{t("person.sea")}</Chip>
          <Chip tone="sage">{t("person.verified")}</Chip>
          <Chip tone="honey">{t("person.boosted")}</Chip>
          <Badge count={3} />
          <Badge count={140} />
        </Row>
      </Specimen>
      <Specimen title={t("rows")}>
        <ListRow
          leading={<Avatar person={MARA} presence="online" decorative />}
          title="Mara"
          text={t("person.message")}
          trailing={
            <CheckCheck aria-label={t("person.read")} className="size-4 text-soft" strokeWidth={1.75} />
          }
          selected={chat === "mara"}
          onSelect={select("mara")}
        />
        <ListRow
          leading={<GroupAvatar name={t("person.group")} people={[INES, AMARA]} />}
          title={t("person.group")}
          text={t("person.groupMessage")}
          trailing={
            <>
              <Pin aria-label={t("person.pinned")} className="size-4 text-soft" strokeWidth={1.75} />
              <Badge count={12} />
            </>
          }
          selected={chat === "group"}
          onSelect={select("group")}
        />
        <ListRow leading={<Avatar person={JONAS} decorative />} title="Jonas" text={t("person.still")} />
      </Specimen>
      <Specimen title={t("cards")}>
        <Card as="article">
          <p className="text-sm font-strong text-ember-ink">{t("salon.when")}</p>
          <h4 className="mt-1 font-title text-xl">{t("salon.title")}</h4>
          <p className="mt-1 text-soft">{t("salon.text")}</p>
          <div className="mt-4 grid grid-cols-[1fr_auto] gap-2">
            <Button variant="primary">{t("action.join")}</Button>
            <Button>{t("action.save")}</Button>
          </div>
        </Card>
        <div className="mt-5 flex flex-col gap-4">
          <Divider label={t("yesterday")} />
          <Divider />
        </div>
      </Specimen>
    </Group>
  );
}
