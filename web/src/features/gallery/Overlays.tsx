import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { AlertDialog, Dialog } from "@/ui/Dialog";
import { Menu } from "@/ui/Menu";
import { Sheet } from "@/ui/Sheet";
import { Tabs } from "@/ui/Tabs";
import { TextField } from "@/ui/TextField";
import { dismissToast, showToast } from "@/ui/toast";
import { Group, Row, Specimen } from "./Specimen";

export function Overlays() {
  const { t } = useTranslation("gallery");
  const [open, setOpen] = useState<"dialog" | "alert" | "sheet">();
  const close = () => {
    setOpen(undefined);
  };
  const sayDone = () => showToast({ message: t("toast.saved"), tone: "done" });
  return (
    <Group id="overlays" title={t("groups.overlays")}>
      <Specimen title={t("dialogs")}>
        <Row>
          <Button
            onClick={() => {
              setOpen("dialog");
            }}
          >
            {t("dialog.open")}
          </Button>
          <Button
            onClick={() => {
              setOpen("alert");
            }}
          >
            {t("alert.open")}
          </Button>
          <Button
            onClick={() => {
              setOpen("sheet");
            }}
          >
            {t("sheet.open")}
          </Button>
        </Row>
        <Dialog
          open={open === "dialog"}
          onClose={close}
          title={t("dialog.title")}
          description={t("dialog.text")}
          footer={
            <>
              <Button variant="quiet" onClick={close}>
                {t("dialog.cancel")}
              </Button>
              <Button
                variant="primary"
                onClick={() => {
                  sayDone();
                  close();
                }}
              >
                {t("dialog.confirm")}
              </Button>
            </>
          }
        >
          <TextField label={t("dialog.field")} />
          <Row>
            <Menu
              trigger={<Button>{t("dialog.menu")}</Button>}
              items={[{ label: t("dialog.say"), onSelect: sayDone }]}
            />
          </Row>
        </Dialog>
        <AlertDialog
          open={open === "alert"}
          onClose={close}
          title={t("alert.title")}
          description={t("alert.text")}
          confirmLabel={t("alert.confirm")}
          danger
          onConfirm={close}
        />
        <Sheet
          open={open === "sheet"}
          onClose={close}
          title={t("sheet.title")}
          footer={
            <Button variant="primary" wide onClick={close}>
              {t("sheet.confirm")}
            </Button>
          }
        >
          <Switch label={t("sheet.one")} defaultChecked />
          <Switch label={t("sheet.two")} />
          <Switch label={t("sheet.three")} defaultChecked />
        </Sheet>
      </Specimen>
      <Specimen title={t("toasts")}>
        <Row>
          <Button onClick={sayDone}>{t("toast.openSaved")}</Button>
          <Button
            onClick={() => {
              const id = showToast({
                message: t("toast.removed"),
                action: {
                  label: t("toast.undo"),
                  onSelect: () => {
                    dismissToast(id);
                    showToast({ message: t("toast.undone"), tone: "done" });
                  },
                },
              });
            }}
          >
            {t("toast.openUndo")}
          </Button>
          <Button onClick={() => showToast({ message: t("toast.failed"), tone: "problem" })}>
            {t("toast.openProblem")}
          </Button>
        </Row>
      </Specimen>
      <Specimen title={t("tabs")} wide>
        <Tabs
          label={t("tabs")}
          tabs={[
            { id: "about", label: t("tab.about"), content: <p>{t("tab.aboutText")}</p> },
            { id: "seats", label: t("tab.seats"), content: <p>{t("tab.seatsText")}</p> },
            { id: "words", label: t("tab.words"), content: <p>{t("tab.wordsText")}</p> },
          ]}
        />
      </Specimen>
    </Group>
  );
}
