import {
  Archive,
  BellOff,
  Heart,
  MoreHorizontal,
  Phone,
  Pin,
  Plus,
  Star,
  Trash2,
  Undo2,
  X,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Kbd } from "@/ui/Kbd";
import { ExternalLink, Link } from "@/ui/Link";
import { ContextMenu, Menu, type MenuItem } from "@/ui/Menu";
import { Popover } from "@/ui/Popover";
import { showToast } from "@/ui/toast";
import { Tooltip } from "@/ui/Tooltip";
import { Group, Row, Specimen } from "./Specimen";

export function Actions() {
  const { t } = useTranslation("gallery");
  const [loading, setLoading] = useState(false);
  const chosen = (label: string) => () => showToast({ message: t("chosen", { label }) });
  const items: MenuItem[] = [
    { label: t("menu.pin"), icon: Pin, keys: "P", onSelect: chosen(t("menu.pin")) },
    { label: t("menu.mute"), icon: BellOff, onSelect: chosen(t("menu.mute")) },
    { label: t("menu.archive"), icon: Archive, disabled: true, onSelect: chosen(t("menu.archive")) },
    {
      label: t("menu.delete"),
      icon: Trash2,
      danger: true,
      startsGroup: true,
      onSelect: chosen(t("menu.delete")),
    },
  ];
  return (
    <Group id="actions" title={t("groups.actions")}>
      <Specimen title={t("buttons")}>
        <Row>
          <Button variant="primary">{t("action.join")}</Button>
          <Button>{t("action.save")}</Button>
          <Button variant="quiet">{t("action.later")}</Button>
          <Button variant="danger">{t("action.delete")}</Button>
        </Row>
      </Specimen>
      <Specimen title={t("buttonStates")}>
        <Row>
          <Button variant="primary" icon={Plus} size="sm">
            {t("action.new")}
          </Button>
          <Button
            variant="primary"
            loading={loading}
            onClick={() => {
              setLoading(true);
              setTimeout(() => {
                setLoading(false);
              }, 1800);
            }}
          >
            {t("action.load")}
          </Button>
          <Button disabled>{t("action.disabled")}</Button>
          <Button variant="primary" size="lg">
            {t("action.large")}
          </Button>
        </Row>
      </Specimen>
      <Specimen title={t("iconButtons")}>
        <Row>
          <Tooltip label={t("action.rewind")}>
            <IconButton variant="secondary" size="lg" icon={Undo2} label={t("action.rewind")} />
          </Tooltip>
          <Tooltip label={t("action.pass")}>
            <IconButton variant="secondary" size="lg" icon={X} label={t("action.pass")} />
          </Tooltip>
          <Tooltip label={t("action.like")}>
            <IconButton variant="primary" size="lg" icon={Heart} label={t("action.like")} filled />
          </Tooltip>
          <Tooltip label={t("action.star")}>
            <IconButton variant="secondary" size="lg" icon={Star} label={t("action.star")} />
          </Tooltip>
          <IconButton icon={Phone} label={t("action.call")} />
        </Row>
      </Specimen>
      <Specimen title={t("links")}>
        <p>
          {t("linksText")} <Link to="/">{t("frontPage")}</Link>,{" "}
          <ExternalLink href="/api/docs">{t("apiDocs")}</ExternalLink>.
        </p>
        <p className="mt-3">
          <Kbd>Ctrl</Kbd> <Kbd>K</Kbd>
        </p>
      </Specimen>
      <Specimen title={t("menus")}>
        <Row>
          <Menu trigger={<Button icon={MoreHorizontal}>{t("menu.open")}</Button>} items={items} />
          <Popover trigger={<Button variant="quiet">{t("popover.open")}</Button>} label={t("popover.open")}>
            <p className="font-strong">{t("popover.title")}</p>
            <p className="mt-1 text-sm text-soft">{t("popover.text")}</p>
          </Popover>
        </Row>
      </Specimen>
      <Specimen title={t("contextMenu")}>
        <ContextMenu items={items}>
          <div className="grid h-20 place-items-center rounded-button border border-dashed border-edge text-sm text-soft">
            {t("menu.context")}
          </div>
        </ContextMenu>
      </Specimen>
    </Group>
  );
}
