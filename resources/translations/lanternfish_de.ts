<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutSection</name>
    <message>
        <source>About</source>
        <translation>Über Lanternfish</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>offline privacy</source>
        <translation>offline Datenschutz Privatsphäre</translation>
    </message>
    <message>
        <source>The window opens no connection</source>
        <translation>Das Fenster öffnet keine Verbindung</translation>
    </message>
    <message>
        <source>License</source>
        <translation>Lizenz</translation>
    </message>
</context>
<context>
    <name>ActionsBlock</name>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>Neu antworten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Answer before</source>
        <translation>Vorherige Antwort</translation>
    </message>
    <message>
        <source>Answer after</source>
        <translation>Nächste Antwort</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Quote in a reply</source>
        <translation>In einer Nachricht zitieren</translation>
    </message>
    <message>
        <source>Same again</source>
        <translation>Noch einmal genauso</translation>
    </message>
    <message>
        <source>With the same seed and settings</source>
        <translation>Mit gleichem Seed und gleichen Einstellungen</translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation>Wie sie entstand</translation>
    </message>
    <message>
        <source>Show as plain text</source>
        <translation>Als reinen Text zeigen</translation>
    </message>
</context>
<context>
    <name>AnswerRecord</name>
    <message>
        <source>How it was made</source>
        <translation>Wie sie entstand</translation>
    </message>
    <message>
        <source>System prompt: %1</source>
        <translation>Systemprompt: %1</translation>
    </message>
    <message>
        <source>Same again</source>
        <translation>Noch einmal genauso</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>always the likeliest token</source>
        <translation>immer das wahrscheinlichste Token</translation>
    </message>
    <message>
        <source>temperature %1</source>
        <translation>Temperatur %1</translation>
    </message>
    <message>
        <source>top p %1</source>
        <translation>Top P %1</translation>
    </message>
    <message>
        <source>min p %1</source>
        <translation>Min P %1</translation>
    </message>
    <message>
        <source>top k %1</source>
        <translation>Top K %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>high</source>
        <translation>viel</translation>
    </message>
    <message>
        <source>max</source>
        <translation>maximal</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Prompt tokens</source>
        <translation>Prompt-Token</translation>
    </message>
    <message>
        <source>Of these from the cache</source>
        <translation>Davon aus dem Cache</translation>
    </message>
    <message>
        <source>Generated tokens</source>
        <translation>Erzeugte Token</translation>
    </message>
    <message>
        <source>Of these thinking</source>
        <translation>Davon Nachdenken</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>Prompt lesen</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>Erstes Token nach</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Of this thinking</source>
        <translation>Davon Nachdenken</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>Token pro Sekunde</translation>
    </message>
    <message>
        <source>Would have cost at the API</source>
        <translation>Hätte per API gekostet</translation>
    </message>
    <message>
        <source>Electricity</source>
        <translation>Strom</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>Rechenweise</translation>
    </message>
</context>
<context>
    <name>AppearanceSection</name>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>light dark colours</source>
        <translation>hell dunkel Farben Design</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Solid lines and the strongest colours</source>
        <translation>Durchgezogene Linien und die kräftigsten Farben</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>font zoom</source>
        <translation>Schrift Zoom</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinerer Text</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größerer Text</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Nothing fades or pulses</source>
        <translation>Nichts blendet über oder pulsiert</translation>
    </message>
    <message>
        <source>animation</source>
        <translation>Animation</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Block</name>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Lanternfish</source>
        <translation>Lanternfish</translation>
    </message>
</context>
<context>
    <name>BlockView</name>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
</context>
<context>
    <name>ChatExport</name>
    <message numerus="yes">
        <source>%n parts are not text and were left out</source>
        <translation>
            <numerusform>%n Teil ist kein Text und wurde weggelassen</numerusform>
            <numerusform>%n Teile sind kein Text und wurden weggelassen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatHeader</name>
    <message>
        <source>Conversations</source>
        <translation>Gespräche</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>In diesem Gespräch suchen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Demonstration model with 25 million parameters: shows that the app works, not an assistant to trust.</source>
        <translation>Demomodell mit 25 Millionen Parametern: zeigt, dass die App funktioniert, ist aber kein Assistent, auf den Sie sich verlassen können.</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neues Gespräch</translation>
    </message>
    <message>
        <source>Demonstration model</source>
        <translation>Demomodell</translation>
    </message>
    <message>
        <source>What is Lanternfish?</source>
        <translation>Was ist Lanternfish?</translation>
    </message>
    <message>
        <source>Is this private?</source>
        <translation>Bleibt das privat?</translation>
    </message>
    <message>
        <source>How do I get a better model?</source>
        <translation>Wie bekomme ich ein besseres Modell?</translation>
    </message>
    <message>
        <source>Explain a piece of code</source>
        <translation>Erkläre mir ein Stück Code</translation>
    </message>
    <message>
        <source>Draft a letter</source>
        <translation>Entwirf einen Brief</translation>
    </message>
    <message>
        <source>Compare two options</source>
        <translation>Vergleiche zwei Möglichkeiten</translation>
    </message>
    <message>
        <source>See models</source>
        <translation>Modelle ansehen</translation>
    </message>
    <message>
        <source>Which?</source>
        <translation>Welche?</translation>
    </message>
    <message>
        <source>Drop to attach</source>
        <translation>Zum Anhängen loslassen</translation>
    </message>
    <message>
        <source>Attach text files</source>
        <translation>Textdateien anhängen</translation>
    </message>
    <message>
        <source>Attach a folder</source>
        <translation>Ordner anhängen</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Sie: %1</translation>
    </message>
    <message>
        <source>Lanternfish: %1</source>
        <translation>Lanternfish: %1</translation>
    </message>
</context>
<context>
    <name>ChatSection</name>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>Senden mit</translation>
    </message>
    <message>
        <source>Shift+Enter makes a new line</source>
        <translation>Umschalt+Enter beginnt eine neue Zeile</translation>
    </message>
    <message>
        <source>Enter makes a new line</source>
        <translation>Enter beginnt eine neue Zeile</translation>
    </message>
    <message>
        <source>key message</source>
        <translation>Taste Nachricht</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Umschalt+Enter</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>A system prompt, thinking and sampling under one name. Each conversation may have one; chosen in the composer.</source>
        <translation>Systemprompt, Nachdenken und Sampling unter einem Namen. Jedes Gespräch kann eine haben; gewählt wird sie im Eingabefeld.</translation>
    </message>
    <message>
        <source>presets system prompt temperature sampling thinking</source>
        <translation>Vorlagen Presets Systemprompt Temperatur Sampling Nachdenken</translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>%1 code, %2</source>
        <translation>%1-Code, %2</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Show fewer lines</source>
        <translation>Weniger Zeilen zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %Ln more line(s)</source>
        <translation>
            <numerusform>%Ln weitere Zeile zeigen</numerusform>
            <numerusform>%Ln weitere Zeilen zeigen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Search actions and conversations</source>
        <translation>Aktionen und Gespräche suchen</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Nothing found for &apos;%1&apos;. Try fewer letters.</source>
        <translation>Nichts gefunden für „%1“. Versuchen Sie es mit weniger Buchstaben.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Umschalt+Enter</translation>
    </message>
    <message>
        <source>Write your next message while the answer arrives</source>
        <translation>Schreiben Sie schon die nächste Nachricht, während die Antwort kommt</translation>
    </message>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Fragen Sie einfach. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>Maximal</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Viel</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Thinking: %1</source>
        <translation>Nachdenken: %1</translation>
    </message>
    <message>
        <source>How much the model writes down before it answers</source>
        <translation>Wie viel das Modell aufschreibt, bevor es antwortet</translation>
    </message>
    <message>
        <source>Answers at once</source>
        <translation>Antwortet sofort</translation>
    </message>
    <message>
        <source>Thinks first; slower and often better</source>
        <translation>Denkt erst nach; langsamer und oft besser</translation>
    </message>
    <message>
        <source>Thinks as long as it takes</source>
        <translation>Denkt nach, solange es braucht</translation>
    </message>
    <message>
        <source>Esc to stop</source>
        <translation>Esc hält an</translation>
    </message>
    <message>
        <source>%1 to send</source>
        <translation>%1 sendet</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>Anhalten (Esc)</translation>
    </message>
    <message>
        <source>Send (%1)</source>
        <translation>Senden (%1)</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Anhängen</translation>
    </message>
    <message>
        <source>Text files</source>
        <translation>Textdateien</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>All text files in it</source>
        <translation>Alle Textdateien darin</translation>
    </message>
    <message>
        <source>No preset</source>
        <translation>Keine Vorlage</translation>
    </message>
    <message>
        <source>System prompt and sampling of this conversation</source>
        <translation>Systemprompt und Sampling dieses Gesprächs</translation>
    </message>
    <message>
        <source>Edit presets</source>
        <translation>Vorlagen bearbeiten</translation>
    </message>
</context>
<context>
    <name>ComposerFiles</name>
    <message>
        <source>Attached files</source>
        <translation>Angehängte Dateien</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Reading files</source>
        <translation>Liest Dateien</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>And %n more</source>
        <translation>
            <numerusform>Und %n weitere</numerusform>
            <numerusform>Und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <source>New conversation</source>
        <translation>Neues Gespräch</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Gespräche</translation>
    </message>
    <message>
        <source>Conversations appear here and stay on this computer.</source>
        <translation>Hier erscheinen Ihre Gespräche. Sie bleiben auf diesem Computer.</translation>
    </message>
    <message>
        <source>Nothing found for &apos;%1&apos;. Try fewer letters.</source>
        <translation>Nichts gefunden für „%1“. Versuchen Sie es mit weniger Buchstaben.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
</context>
<context>
    <name>ConversationMenu</name>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>In Ordner verschieben</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>Kein Ordner</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Neuer Ordner</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>Aus dem Archiv holen</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
</context>
<context>
    <name>ConversationRow</name>
    <message>
        <source>%1, answering</source>
        <translation>%1, antwortet</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>%1, waiting</source>
        <translation>%1, wartet</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n conversation(s)</source>
        <translation>
            <numerusform>%1, %n Gespräch</numerusform>
            <numerusform>%1, %n Gespräche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, draft</source>
        <translation>%1, Entwurf</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Zugeklappt</translation>
    </message>
</context>
<context>
    <name>DeviceChoices</name>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>The best device that works</source>
        <translation>Das beste Gerät, das funktioniert</translation>
    </message>
    <message>
        <source>For this run, --backend %1 decides, until you choose here. A start without it goes by your setting: %2.</source>
        <translation>Für diesen Start gilt --backend %1, bis Sie hier etwas wählen. Ohne diese Option gilt Ihre Einstellung: %2.</translation>
    </message>
</context>
<context>
    <name>DeviceText</name>
    <message>
        <source>Its compute capability is %1, needed is %2 (GeForce 16 and 20 or newer).</source>
        <translation>Die Compute Capability ist %1, nötig ist %2 (GeForce 16 und 20 oder neuer).</translation>
    </message>
    <message>
        <source>Its compute mode forbids computing.</source>
        <translation>Der eingestellte Compute Mode verbietet Berechnungen.</translation>
    </message>
    <message>
        <source>The NVIDIA driver supports CUDA %1, needed is CUDA %2 (driver 580 or newer).</source>
        <translation>Der NVIDIA-Treiber unterstützt CUDA %1, nötig ist CUDA %2 (Treiber 580 oder neuer).</translation>
    </message>
    <message>
        <source>Its driver is older than Vulkan %1.</source>
        <translation>Der Treiber ist älter als Vulkan %1.</translation>
    </message>
    <message>
        <source>Its shaders see %1 buffers, needed are %2.</source>
        <translation>Die Shader sehen %1 Puffer, nötig sind %2.</translation>
    </message>
    <message>
        <source>Its workgroups have %1 invocations, needed are %2.</source>
        <translation>Die Arbeitsgruppen haben %1 Aufrufe, nötig sind %2.</translation>
    </message>
    <message>
        <source>It has no queue that computes.</source>
        <translation>Es gibt keine Warteschlange für Berechnungen.</translation>
    </message>
    <message>
        <source>It computed wrongly in the self check (%1).</source>
        <translation>Im Selbsttest wurde falsch gerechnet (%1).</translation>
    </message>
    <message>
        <source>Its self check failed. Details: %1</source>
        <translation>Der Selbsttest ist fehlgeschlagen. Einzelheiten: %1</translation>
    </message>
    <message>
        <source>It ran out of memory.</source>
        <translation>Der Speicher ging aus.</translation>
    </message>
    <message>
        <source>It stopped answering.</source>
        <translation>Es kam keine Antwort mehr.</translation>
    </message>
    <message>
        <source>A graphics card with a Vulkan 1.2 driver would be faster.</source>
        <translation>Eine Grafikkarte mit einem Treiber für Vulkan 1.2 wäre schneller.</translation>
    </message>
    <message>
        <source>On the processor, as chosen.</source>
        <translation>Auf dem Prozessor, wie gewählt.</translation>
    </message>
    <message>
        <source>On %1, as chosen.</source>
        <translation>Auf %1, wie gewählt.</translation>
    </message>
    <message>
        <source>On %1, a graphics processor.</source>
        <translation>Auf %1, einem Grafikprozessor.</translation>
    </message>
    <message>
        <source>On the processor: this build has no Vulkan. One with it could use a graphics card.</source>
        <translation>Auf dem Prozessor: Dieser Build enthält kein Vulkan. Einer mit Vulkan könnte eine Grafikkarte nutzen.</translation>
    </message>
    <message>
        <source>On the processor: there is no Vulkan device.</source>
        <translation>Auf dem Prozessor: Es gibt kein Vulkan-Gerät.</translation>
    </message>
    <message>
        <source>On the processor: the only Vulkan device is software (%1).</source>
        <translation>Auf dem Prozessor: Das einzige Vulkan-Gerät ist Software (%1).</translation>
    </message>
    <message>
        <source>On the processor.</source>
        <translation>Auf dem Prozessor.</translation>
    </message>
    <message>
        <source>No device is left that can run the model.</source>
        <translation>Es ist kein Gerät übrig, auf dem das Modell laufen kann.</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n Thread</numerusform>
            <numerusform>%n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>in software</source>
        <translation>in Software</translation>
    </message>
    <message>
        <source>compute capability %1</source>
        <translation>Compute Capability %1</translation>
    </message>
    <message>
        <source>uses nothing beyond the least</source>
        <translation>nutzt nichts über das Mindeste hinaus</translation>
    </message>
    <message>
        <source>uses %1</source>
        <translation>nutzt %1</translation>
    </message>
    <message>
        <source>(subgroups of %1)</source>
        <translation>(Subgruppen zu %1)</translation>
    </message>
    <message>
        <source>without cuBLAS: %1</source>
        <translation>ohne cuBLAS: %1</translation>
    </message>
    <message>
        <source>Not used.</source>
        <translation>Nicht verwendet.</translation>
    </message>
    <message>
        <source>%1 can&apos;t be used.</source>
        <translation>%1 kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>The processor was skipped.</source>
        <translation>Der Prozessor wurde übergangen.</translation>
    </message>
    <message>
        <source>%1 was skipped.</source>
        <translation>%1 wurde übergangen.</translation>
    </message>
    <message>
        <source>Checking %1 before its first use: %L2 of %L3</source>
        <translation>%1 wird vor der ersten Verwendung geprüft: %L2 von %L3</translation>
    </message>
    <message>
        <source>Loading model: %L1 of %L2 layers</source>
        <translation>Modell wird geladen: %L1 von %L2 Schichten</translation>
    </message>
    <message>
        <source>Loading model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Before its first use, %1 is checked for correct results. This can take minutes. It is done once for each device and driver.</source>
        <translation>Vor der ersten Verwendung wird geprüft, ob %1 richtig rechnet. Das kann Minuten dauern. Es geschieht einmal je Gerät und Treiber.</translation>
    </message>
    <message>
        <source>It does not have enough memory: the model needs %1, and %2 of its %3 are free.</source>
        <translation>Der Speicher reicht nicht: Das Modell braucht %1, von %3 sind %2 frei.</translation>
    </message>
</context>
<context>
    <name>Devices</name>
    <message>
        <source>The processor ran out of memory.</source>
        <translation>Dem Prozessor ist der Speicher ausgegangen.</translation>
    </message>
    <message>
        <source>The processor stopped answering.</source>
        <translation>Der Prozessor antwortet nicht mehr.</translation>
    </message>
    <message>
        <source>%1 ran out of memory.</source>
        <translation>%1 hat keinen Speicher mehr.</translation>
    </message>
    <message>
        <source>%1 stopped answering.</source>
        <translation>%1 antwortet nicht mehr.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Es ist kein Modell geladen.</translation>
    </message>
    <message>
        <source>%1 Everything up to here is saved, but nothing else could go on.</source>
        <translation>%1 Alles bis hierher ist gespeichert, aber kein anderes Gerät konnte weitermachen.</translation>
    </message>
    <message>
        <source>%1 Nothing is lost: the processor goes on with the answer.</source>
        <translation>%1 Nichts ist verloren: Der Prozessor setzt die Antwort fort.</translation>
    </message>
    <message>
        <source>%1 Nothing is lost: %2 goes on with the answer.</source>
        <translation>%1 Nichts ist verloren: %2 setzt die Antwort fort.</translation>
    </message>
</context>
<context>
    <name>DevicesSection</name>
    <message>
        <source>Models and devices</source>
        <translation>Modelle und Geräte</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Demonstration model with 25 million parameters</source>
        <translation>Demomodell mit 25 Millionen Parametern</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Run the model on</source>
        <translation>Modell läuft auf</translation>
    </message>
</context>
<context>
    <name>ElectricityRows</name>
    <message>
        <source>Power under load</source>
        <translation>Leistung unter Last</translation>
    </message>
    <message>
        <source>What this computer takes more while it answers, in watts. Left empty it is estimated by the device: %1 W.</source>
        <translation>Was dieser Computer beim Antworten zusätzlich aufnimmt, in Watt. Bleibt das Feld leer, wird es nach dem Gerät geschätzt: %1 W.</translation>
    </message>
    <message>
        <source>electricity energy</source>
        <translation>Strom Energie Verbrauch</translation>
    </message>
    <message>
        <source>Power under load in watts</source>
        <translation>Leistung unter Last in Watt</translation>
    </message>
    <message>
        <source>Price of electricity</source>
        <translation>Strompreis</translation>
    </message>
    <message>
        <source>For a kilowatt hour, with its currency in three letters. Left empty no cost is told.</source>
        <translation>Je Kilowattstunde, mit der Währung in drei Buchstaben. Bleibt das Feld leer, werden keine Kosten genannt.</translation>
    </message>
    <message>
        <source>electricity energy money cost</source>
        <translation>Strom Energie Geld Kosten</translation>
    </message>
    <message>
        <source>Price of a kilowatt hour</source>
        <translation>Preis einer Kilowattstunde</translation>
    </message>
    <message>
        <source>Currency in three letters</source>
        <translation>Währung in drei Buchstaben</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Fragen Sie einfach. Nichts verlässt diesen Computer.</translation>
    </message>
</context>
<context>
    <name>ErrorBlock</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Text that other editors and programs read</source>
        <translation>Text, den auch andere Programme lesen</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Webseite</translation>
    </message>
    <message>
        <source>One file that needs nothing else</source>
        <translation>Eine Datei, die sonst nichts braucht</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Pages to print or to pass on</source>
        <translation>Seiten zum Drucken oder Weitergeben</translation>
    </message>
    <message>
        <source>History file</source>
        <translation>Verlaufsdatei</translation>
    </message>
    <message>
        <source>Everything, with branches and files, to import again</source>
        <translation>Alles, mit Zweigen und Dateien, zum späteren Importieren</translation>
    </message>
    <message>
        <source>Export everything</source>
        <translation>Alles exportieren</translation>
    </message>
    <message>
        <source>Export &apos;%1&apos;</source>
        <translation>„%1“ exportieren</translation>
    </message>
    <message>
        <source>With what the model thought</source>
        <translation>Mit den Gedanken des Modells</translation>
    </message>
    <message>
        <source>With the contents of attached files</source>
        <translation>Mit dem Inhalt angehängter Dateien</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>What was asked for is not possible.</source>
        <translation>Das ist so nicht möglich.</translation>
    </message>
    <message>
        <source>A file is damaged or of another kind than expected.</source>
        <translation>Eine Datei ist beschädigt oder von anderer Art als erwartet.</translation>
    </message>
    <message>
        <source>Something that is needed is not there.</source>
        <translation>Etwas, das dafür nötig ist, fehlt.</translation>
    </message>
    <message>
        <source>The system could not read or write a file.</source>
        <translation>Das System konnte eine Datei nicht lesen oder schreiben.</translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation>Der Arbeitsspeicher reicht nicht.</translation>
    </message>
    <message>
        <source>This version or this device can&apos;t do it.</source>
        <translation>Diese Version oder dieses Gerät kann das nicht.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Es wurde angehalten.</translation>
    </message>
    <message>
        <source>The device stopped answering.</source>
        <translation>Das Gerät antwortet nicht mehr.</translation>
    </message>
    <message>
        <source>This is a bug in Lanternfish.</source>
        <translation>Das ist ein Fehler in Lanternfish.</translation>
    </message>
    <message>
        <source>Details: %1</source>
        <translation>Einzelheiten: %1</translation>
    </message>
</context>
<context>
    <name>FileNames</name>
    <message>
        <source>Untitled</source>
        <comment>the name of a file or a folder</comment>
        <translation>Unbenannt</translation>
    </message>
</context>
<context>
    <name>FileReader</name>
    <message>
        <source>This model reads text, not images.</source>
        <translation>Dieses Modell liest Text, keine Bilder.</translation>
    </message>
    <message>
        <source>This is a PDF file. Copy its text, or save it as text first.</source>
        <translation>Das ist eine PDF-Datei. Kopieren Sie ihren Text oder speichern Sie sie zuerst als Text.</translation>
    </message>
    <message>
        <source>This is not a text file in UTF-8 or UTF-16.</source>
        <translation>Das ist keine Textdatei in UTF-8 oder UTF-16.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message numerus="yes">
        <source>%n hidden file(s) or folder(s) left out</source>
        <translation>
            <numerusform>%n versteckte Datei oder versteckten Ordner weggelassen</numerusform>
            <numerusform>%n versteckte Dateien oder Ordner weggelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) left out</source>
        <translation>
            <numerusform>%n Verknüpfung weggelassen</numerusform>
            <numerusform>%n Verknüpfungen weggelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) without text left out</source>
        <translation>
            <numerusform>%n Datei ohne Text weggelassen</numerusform>
            <numerusform>%n Dateien ohne Text weggelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) left out: more than fit into one message</source>
        <translation>
            <numerusform>%n Datei weggelassen: mehr, als in eine Nachricht passt</numerusform>
            <numerusform>%n Dateien weggelassen: mehr, als in eine Nachricht passen</numerusform>
        </translation>
    </message>
    <message>
        <source>The folder can&apos;t be read.</source>
        <translation>Der Ordner lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>This is neither a file nor a folder.</source>
        <translation>Das ist weder eine Datei noch ein Ordner.</translation>
    </message>
    <message>
        <source>The file is too large: %1, and at most %2 can be attached.</source>
        <translation>Die Datei ist zu groß: %1, anhängen lassen sich höchstens %2.</translation>
    </message>
    <message>
        <source>The file can&apos;t be read: %1.</source>
        <translation>Die Datei lässt sich nicht lesen: %1.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>The file is no longer in the history.</source>
        <translation>Die Datei ist nicht mehr im Verlauf.</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>In diesem Gespräch suchen</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Match before</source>
        <translation>Vorheriger Treffer</translation>
    </message>
    <message>
        <source>Match after</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>FolderMenu</name>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Remove folder</source>
        <translation>Ordner entfernen</translation>
    </message>
    <message>
        <source>What is in it moves up</source>
        <translation>Was darin ist, rückt nach oben</translation>
    </message>
    <message>
        <source>Empty the bin</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>Deletes for good what is in it</source>
        <translation>Löscht endgültig, was darin ist</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>%1k</source>
        <translation>%1k</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>Token/s</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>%L1 of %L2 tokens</source>
        <translation>%L1 von %L2 Token</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>No connections</source>
        <translation>Keine Verbindungen</translation>
    </message>
    <message>
        <source>The window opens no network connection.</source>
        <translation>Das Fenster öffnet keine Netzwerkverbindung.</translation>
    </message>
</context>
<context>
    <name>Generation</name>
    <message>
        <source>The context is full: the question and what belongs to it have %L1 tokens, and this model holds %L2. Everything up to here is kept. Ask for less, or go on in a new conversation.</source>
        <translation>Der Kontext ist voll: Die Frage und was dazugehört haben %L1 Token, dieses Modell fasst %L2. Alles bis hierher bleibt erhalten. Fragen Sie nach weniger oder machen Sie in einem neuen Gespräch weiter.</translation>
    </message>
</context>
<context>
    <name>InterruptedBlock</name>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>&lt;b&gt;Interrupted.&lt;/b&gt; Everything up to here is saved.</source>
        <translation>&lt;b&gt;Unterbrochen.&lt;/b&gt; Alles bis hierher ist gespeichert.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Neu beginnen</translation>
    </message>
</context>
<context>
    <name>Jan</name>
    <message numerus="yes">
        <source>%n lines or files can&apos;t be read and were left out</source>
        <translation>
            <numerusform>%n Zeile oder Datei ist nicht lesbar und wurde weggelassen</numerusform>
            <numerusform>%n Zeilen oder Dateien sind nicht lesbar und wurden weggelassen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>%1 is used by &apos;%2&apos;.</source>
        <translation>%1 gehört schon zu „%2“.</translation>
    </message>
    <message>
        <source>New keys for &apos;%1&apos;</source>
        <translation>Neue Tasten für „%1“</translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation>Drück die neuen Tasten</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Tauschen</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>So lassen</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>These are not keys of one combination.</source>
        <translation>Das ist keine einzelne Tastenkombination.</translation>
    </message>
    <message>
        <source>%1 is needed for typing and moving. Add Ctrl or Alt, or use a function key.</source>
        <translation>%1 wird zum Tippen und Bewegen gebraucht. Nehmen Sie Strg oder Alt dazu oder eine Funktionstaste.</translation>
    </message>
    <message>
        <source>%1 edits text everywhere.</source>
        <translation>%1 bearbeitet überall Text.</translation>
    </message>
</context>
<context>
    <name>LanguageSection</name>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Sprache des Fensters</translation>
    </message>
    <message>
        <source>Answers come in the language that you write in.</source>
        <translation>Antworten kommen in der Sprache, in der Sie schreiben.</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Demonstration model</source>
        <translation>Demomodell</translation>
    </message>
    <message>
        <source>Not loaded</source>
        <translation>Nicht geladen</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Built in, 25 million parameters. It shows that the app works and is not an assistant to trust.</source>
        <translation>Eingebaut, 25 Millionen Parameter. Es zeigt, dass die App funktioniert, und ist kein Assistent, auf den Sie sich verlassen können.</translation>
    </message>
    <message>
        <source>Runs on %1.</source>
        <translation>Läuft auf %1.</translation>
    </message>
    <message>
        <source>Use a file you already have</source>
        <translation>Eine vorhandene Datei verwenden</translation>
    </message>
    <message>
        <source>Lanternfish reads DeepSeek V4-Flash in GGUF files. Start it with the file&apos;s path:</source>
        <translation>Lanternfish liest DeepSeek V4-Flash aus GGUF-Dateien. Starten Sie es mit dem Pfad der Datei:</translation>
    </message>
    <message>
        <source>The file is used in place and not copied.</source>
        <translation>Die Datei wird dort verwendet, wo sie liegt, und nicht kopiert.</translation>
    </message>
    <message>
        <source>Downloading models is not in this version.</source>
        <translation>Modelle herunterladen kann diese Version noch nicht.</translation>
    </message>
</context>
<context>
    <name>ListBlock</name>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Lanternfish</source>
        <translation>Lanternfish</translation>
    </message>
    <message>
        <source>%1 – Lanternfish</source>
        <translation>%1 – Lanternfish</translation>
    </message>
    <message>
        <source>Conversation deleted.</source>
        <translation>Gespräch gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Working, %1 %</source>
        <translation>In Arbeit, %1 %</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Latest</source>
        <translation>Neueste</translation>
    </message>
</context>
<context>
    <name>MessageRows</name>
    <message>
        <source>Everything up to here is saved.</source>
        <translation>Alles bis hierher ist gespeichert.</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>Erledigt: %1</translation>
    </message>
    <message>
        <source>To do: %1</source>
        <translation>Offen: %1</translation>
    </message>
</context>
<context>
    <name>Origin</name>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>The model was %1, now it is %2.</source>
        <translation>Das Modell war %1, jetzt ist es %2.</translation>
    </message>
    <message>
        <source>The engine was version %1, now it is %2.</source>
        <translation>Die Engine hatte Version %1, jetzt ist es %2.</translation>
    </message>
    <message>
        <source>The device was %1, now it is %2.</source>
        <translation>Das Gerät war %1, jetzt ist es %2.</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>The arithmetic was %1, now it is %2.</source>
        <translation>Die Rechenweise war %1, jetzt ist sie %2.</translation>
    </message>
</context>
<context>
    <name>PresetEditor</name>
    <message>
        <source>Name of the preset</source>
        <translation>Name der Vorlage</translation>
    </message>
    <message>
        <source>Delete preset %1</source>
        <translation>Vorlage %1 löschen</translation>
    </message>
    <message>
        <source>System prompt of %1</source>
        <translation>Systemprompt von %1</translation>
    </message>
    <message>
        <source>System prompt: what the model is told before your first message</source>
        <translation>Systemprompt: was das Modell vor Ihrer ersten Nachricht erfährt</translation>
    </message>
    <message>
        <source>No thinking</source>
        <translation>Kein Nachdenken</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Viel</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>Maximal</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Top P</source>
        <translation>Top P</translation>
    </message>
    <message>
        <source>Min P</source>
        <translation>Min P</translation>
    </message>
    <message>
        <source>Top K, 0 is off</source>
        <translation>Top K, 0 ist aus</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Seed, empty for another one each time</source>
        <translation>Seed, leer für jedes Mal einen anderen</translation>
    </message>
    <message>
        <source>Another one each time</source>
        <translation>Jedes Mal ein anderer</translation>
    </message>
</context>
<context>
    <name>PresetList</name>
    <message>
        <source>Add preset</source>
        <translation>Vorlage hinzufügen</translation>
    </message>
    <message>
        <source>New preset</source>
        <translation>Neue Vorlage</translation>
    </message>
</context>
<context>
    <name>Prompt</name>
    <message>
        <source>The attached file &apos;%1&apos; can&apos;t be read.</source>
        <translation>Die angehängte Datei „%1“ ist nicht lesbar.</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Places</source>
        <translation>Orte</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Optionen</translation>
    </message>
</context>
<context>
    <name>ScrollBar</name>
    <message>
        <source>Scroll bar</source>
        <translation>Bildlaufleiste</translation>
    </message>
</context>
<context>
    <name>SearchResults</name>
    <message>
        <source>Search results</source>
        <translation>Suchergebnisse</translation>
    </message>
</context>
<context>
    <name>SelectableText</name>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Section: %1</source>
        <translation>Abschnitt: %1</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Settings found</source>
        <translation>Gefundene Einstellungen</translation>
    </message>
    <message>
        <source>Nothing found for &apos;%1&apos;. Try fewer letters.</source>
        <translation>Nichts gefunden für „%1“. Versuchen Sie es mit weniger Buchstaben.</translation>
    </message>
</context>
<context>
    <name>SettingsSections</name>
    <message>
        <source>Models and devices</source>
        <translation>Modelle und Geräte</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über Lanternfish</translation>
    </message>
</context>
<context>
    <name>ShortcutRow</name>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change keys of &apos;%1&apos;, now %2</source>
        <translation>Tasten von „%1“ ändern, jetzt %2</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Reset keys of &apos;%1&apos;</source>
        <translation>Tasten von „%1“ zurücksetzen</translation>
    </message>
</context>
<context>
    <name>ShortcutsSection</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Choose Change, then press the new keys. Esc leaves everything as it is; Backspace takes the keys away.</source>
        <translation>Wählen Sie Ändern und drücken Sie dann die neuen Tasten. Esc lässt alles, wie es ist; die Rücktaste entfernt die Tasten.</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
</context>
<context>
    <name>SiblingSwitcher</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>StorageSection</name>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>In memory only</source>
        <translation>Nur im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>database folder disk size</source>
        <translation>Datenbank Ordner Festplatte Größe</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Attached files</source>
        <translation>Angehängte Dateien</translation>
    </message>
    <message>
        <source>Part of the history; each is kept once</source>
        <translation>Teil des Verlaufs; jede wird einmal aufbewahrt</translation>
    </message>
    <message>
        <source>vacuum compact</source>
        <translation>vacuum komprimieren verkleinern aufräumen</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>None yet. One is made each day that the app runs.</source>
        <translation>Noch keine. An jedem Tag, an dem die App läuft, entsteht eine.</translation>
    </message>
    <message numerus="yes">
        <source>%n, the newest of %1. One is made each day that the app runs.</source>
        <translation>
            <numerusform>%n (%1). An jedem Tag, an dem die App läuft, entsteht eine.</numerusform>
            <numerusform>%n, die neueste: %1. An jedem Tag, an dem die App läuft, entsteht eine.</numerusform>
        </translation>
    </message>
    <message>
        <source>restore</source>
        <translation>Backup wiederherstellen</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Export and import</source>
        <translation>Export und Import</translation>
    </message>
    <message>
        <source>save load json markdown html pdf</source>
        <translation>speichern laden json markdown html pdf</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Working, %1 %</source>
        <translation>In Arbeit, %1 %</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Histories (*.json)</source>
        <translation>Verläufe (*.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Unused space in the file</source>
        <translation>Ungenutzter Platz in der Datei</translation>
    </message>
    <message>
        <source>Nothing is unused</source>
        <translation>Nichts ist ungenutzt</translation>
    </message>
    <message>
        <source>%1 can be freed</source>
        <translation>%1 können frei werden</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>All conversations, as one file or as documents. Files of this app, ChatGPT, DeepSeek and Open WebUI, and the folder of Jan can be imported.</source>
        <translation>Alle Gespräche, als eine Datei oder als Dokumente. Importiert werden Dateien dieser App, von ChatGPT, DeepSeek und Open WebUI sowie der Ordner von Jan.</translation>
    </message>
    <message>
        <source>Import folder</source>
        <translation>Ordner importieren</translation>
    </message>
    <message>
        <source>Space for backups, in GiB</source>
        <translation>Platz für Sicherungen in GiB</translation>
    </message>
    <message>
        <source>They take %1. When they take more than this, the oldest go as the next one is made; the newest two always stay. Left empty there is no limit.</source>
        <translation>Sie belegen %1. Belegen sie mehr als hier angegeben, entfallen die ältesten, sobald die nächste angelegt wird; die neuesten zwei bleiben immer. Lassen Sie das Feld leer, gibt es keine Grenze.</translation>
    </message>
    <message>
        <source>limit disk size</source>
        <translation>Grenze Limit Festplatte Speicherplatz Größe</translation>
    </message>
    <message>
        <source>Space for backups in GiB</source>
        <translation>Platz für Sicherungen in GiB</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message>
        <source>Recovered conversation</source>
        <translation>Wiederhergestelltes Gespräch</translation>
    </message>
    <message>
        <source>This history was written by a newer version of Lanternfish. You can read and export it; nothing in it is changed. Install the newer version to go on with it.</source>
        <translation>Diesen Verlauf hat eine neuere Version von Lanternfish geschrieben. Sie können ihn lesen und exportieren; nichts darin wird geändert. Installieren Sie die neuere Version, um damit weiterzumachen.</translation>
    </message>
    <message>
        <source>The search index was damaged and has been made anew.</source>
        <translation>Der Suchindex war beschädigt und wurde neu erstellt.</translation>
    </message>
    <message>
        <source>The history was damaged and has been repaired; it has %1 conversations with %2 messages.</source>
        <translation>Der Verlauf war beschädigt und wurde repariert; Gespräche darin: %1, Nachrichten: %2.</translation>
    </message>
    <message>
        <source>Messages that come from the backup of %1: %2.</source>
        <translation>Nachrichten aus der Sicherung vom %1: %2.</translation>
    </message>
    <message>
        <source>The newest messages may be missing.</source>
        <translation>Die neuesten Nachrichten können fehlen.</translation>
    </message>
    <message>
        <source>Messages that could not be restored: at most %1.</source>
        <translation>Nachrichten, die sich nicht wiederherstellen ließen: höchstens %1.</translation>
    </message>
    <message>
        <source>No message was lost.</source>
        <translation>Keine Nachricht ging verloren.</translation>
    </message>
    <message>
        <source>The damaged file is kept as %1.</source>
        <translation>Die beschädigte Datei bleibt als %1 erhalten.</translation>
    </message>
    <message>
        <source>Messages that were found by looking through all pages of the file: %1.</source>
        <translation>Nachrichten, die beim Durchsuchen aller Seiten der Datei gefunden wurden: %1.</translation>
    </message>
</context>
<context>
    <name>StreamMenu</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Als Markdown kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>Link öffnen</translation>
    </message>
    <message>
        <source>Copy link address</source>
        <translation>Linkadresse kopieren</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>Nachricht kopieren</translation>
    </message>
    <message>
        <source>Show as plain text</source>
        <translation>Als reinen Text zeigen</translation>
    </message>
    <message>
        <source>Ctrl+C</source>
        <translation>Strg+C</translation>
    </message>
    <message>
        <source>Ctrl+A</source>
        <translation>Strg+A</translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>Als CSV kopieren</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Als Markdown kopieren</translation>
    </message>
    <message>
        <source>Table, %1, %2</source>
        <translation>Tabelle, %1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln column(s)</source>
        <translation>
            <numerusform>%Ln Spalte</numerusform>
            <numerusform>%Ln Spalten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThinkingBlock</name>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Folded</source>
        <translation>Zugeklappt</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Attached: %1</source>
        <translation>Angehängt: %1</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>Assistent</translation>
    </message>
    <message>
        <source>Untitled conversation</source>
        <translation>Gespräch ohne Titel</translation>
    </message>
    <message>
        <source>Thinking, %1 s</source>
        <translation>Nachdenken, %1 s</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>The answer was interrupted here.</source>
        <translation>Die Antwort wurde hier unterbrochen.</translation>
    </message>
    <message>
        <source>The answer was stopped here.</source>
        <translation>Die Antwort wurde hier angehalten.</translation>
    </message>
    <message>
        <source>The answer failed here.</source>
        <translation>Die Antwort ist hier fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The answer failed here: %1</source>
        <translation>Die Antwort ist hier fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>UserBlock</name>
    <message>
        <source>Copy question</source>
        <translation>Frage kopieren</translation>
    </message>
    <message>
        <source>Edit question</source>
        <translation>Frage bearbeiten</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Ihre Nachricht</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal fragen</translation>
    </message>
    <message>
        <source>Ctrl+Enter. The first question and its answers are kept.</source>
        <translation>Strg+Enter. Die erste Frage und ihre Antworten bleiben erhalten.</translation>
    </message>
    <message>
        <source>Question before</source>
        <translation>Vorherige Frage</translation>
    </message>
    <message>
        <source>Question after</source>
        <translation>Nächste Frage</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Open the command palette</source>
        <translation>Befehlspalette öffnen</translation>
    </message>
    <message>
        <source>Show all shortcuts</source>
        <translation>Alle Tastenkürzel zeigen</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neues Gespräch</translation>
    </message>
    <message>
        <source>New temporary conversation</source>
        <translation>Neues temporäres Gespräch</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>Neues Fenster</translation>
    </message>
    <message>
        <source>Go to chat</source>
        <translation>Zum Chat</translation>
    </message>
    <message>
        <source>Go to library</source>
        <translation>Zur Bibliothek</translation>
    </message>
    <message>
        <source>Go to settings</source>
        <translation>Zu den Einstellungen</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message>
        <source>Show or hide the list of conversations</source>
        <translation>Gesprächsliste ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Nachricht schreiben</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>In diesem Gespräch suchen</translation>
    </message>
    <message>
        <source>Export this conversation</source>
        <translation>Dieses Gespräch exportieren</translation>
    </message>
    <message>
        <source>Search all conversations</source>
        <translation>Alle Gespräche durchsuchen</translation>
    </message>
    <message>
        <source>Attach text files</source>
        <translation>Textdateien anhängen</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Match before</source>
        <translation>Vorheriger Treffer</translation>
    </message>
    <message>
        <source>Message before</source>
        <translation>Vorherige Nachricht</translation>
    </message>
    <message>
        <source>Message after</source>
        <translation>Nächste Nachricht</translation>
    </message>
    <message>
        <source>Copy the focused message</source>
        <translation>Nachricht mit dem Fokus kopieren</translation>
    </message>
    <message>
        <source>Answer again at the focused message</source>
        <translation>Ab der Nachricht mit dem Fokus neu antworten</translation>
    </message>
    <message>
        <source>Edit the focused question</source>
        <translation>Frage mit dem Fokus bearbeiten</translation>
    </message>
    <message>
        <source>Quote the focused message</source>
        <translation>Nachricht mit dem Fokus zitieren</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Antwort anhalten</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Pane before</source>
        <translation>Vorheriger Bereich</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größerer Text</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinerer Text</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>Normale Textgröße</translation>
    </message>
</context>
<context>
    <name>WindowPalette</name>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln Token</numerusform>
            <numerusform>%Ln Token</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln Wort</numerusform>
            <numerusform>%Ln Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 ms</source>
        <comment>a duration</comment>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>a duration</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <comment>a duration</comment>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 Token/s</translation>
    </message>
    <message>
        <source>first word after %1</source>
        <translation>erstes Wort nach %1</translation>
    </message>
    <message>
        <source>Thought for %1</source>
        <translation>%1 nachgedacht</translation>
    </message>
    <message>
        <source>Thought</source>
        <comment>what the model did before it answered</comment>
        <translation>Nachgedacht</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Previous 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>Qt&apos;s format of a month</comment>
        <translation>MMMM yyyy</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <comment>Qt&apos;s format of a day in this year</comment>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <comment>Qt&apos;s format of a day in another year</comment>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>a day and a time</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>lanternfish::app::UnattendedRun</name>
    <message>
        <source>No finished answer within %1 seconds</source>
        <translation>Keine fertige Antwort innerhalb von %1 Sekunden</translation>
    </message>
    <message>
        <source>The window has no composer or no message stream</source>
        <translation>Dem Fenster fehlt das Eingabefeld oder die Nachrichtenliste</translation>
    </message>
    <message>
        <source>The composer took other text than was typed: expected &apos;%1&apos;, found &apos;%2&apos;</source>
        <translation>Das Eingabefeld hat anderen Text übernommen als getippt: erwartet „%1“, gefunden „%2“</translation>
    </message>
    <message>
        <source>The answer did not finish: %1</source>
        <translation>Die Antwort wurde nicht fertig: %1</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>sie wurde angehalten</translation>
    </message>
    <message>
        <source>%1: the picture can&apos;t be written</source>
        <translation>%1: Das Bild lässt sich nicht schreiben</translation>
    </message>
    <message>
        <source>The answer came in %1 visible steps; expected at least %2</source>
        <translation>Die Antwort kam in %1 sichtbaren Schritten; erwartet mindestens %2</translation>
    </message>
</context>
<context>
    <name>lanternfish::assistant::AnswerQueue</name>
    <message>
        <source>The model can&apos;t be loaded.</source>
        <translation>Das Modell lässt sich nicht laden.</translation>
    </message>
</context>
<context>
    <name>lanternfish::assistant::Assistant</name>
    <message>
        <source>The history can&apos;t be saved. What the windows show stays until the app is closed, but what was written since may be missing afterwards.</source>
        <translation>Der Verlauf lässt sich nicht speichern. Was die Fenster zeigen, bleibt bis zum Schließen der App; was seitdem dazukam, kann danach fehlen.</translation>
    </message>
</context>
<context>
    <name>lanternfish::assistant::History</name>
    <message>
        <source>The file is kept as it is. New conversations are kept in memory only, until the app is closed.</source>
        <translation>Die Datei bleibt, wie sie ist. Neue Gespräche bleiben nur im Arbeitsspeicher, bis Sie die App schließen.</translation>
    </message>
    <message>
        <source>What you write or change now is gone when the app is closed.</source>
        <translation>Was Sie jetzt schreiben oder ändern, ist weg, sobald Sie die App schließen.</translation>
    </message>
    <message>
        <source>The file is kept as it is. Start the app again.</source>
        <translation>Die Datei bleibt, wie sie ist. Starten Sie die App neu.</translation>
    </message>
    <message>
        <source>This conversation can&apos;t be shown. Nothing in the file was changed.</source>
        <translation>Dieses Gespräch lässt sich nicht anzeigen. In der Datei wurde nichts geändert.</translation>
    </message>
    <message>
        <source>The history can&apos;t be read.</source>
        <translation>Der Verlauf ist nicht lesbar.</translation>
    </message>
</context>
<context>
    <name>lanternfish::assistant::HistorySearch</name>
    <message>
        <source>The search failed.</source>
        <translation>Die Suche ist fehlgeschlagen.</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ChatController</name>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Reading %L1 of %L2</source>
        <translation>Liest %L1 von %L2</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>Antwortet</translation>
    </message>
    <message>
        <source>Model failed</source>
        <translation>Modell fehlgeschlagen</translation>
    </message>
    <message>
        <source>The answer failed</source>
        <translation>Die Antwort ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Answer finished, %1</source>
        <translation>Antwort fertig, %1</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neues Gespräch</translation>
    </message>
    <message numerus="yes">
        <source>Waiting for %n answer(s)</source>
        <translation>
            <numerusform>Wartet auf %n Antwort</numerusform>
            <numerusform>Wartet auf %n Antworten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ComposerController</name>
    <message>
        <source>Tokens not counted yet</source>
        <translation>Token noch nicht gezählt</translation>
    </message>
    <message>
        <source>This question is too long for the model</source>
        <translation>Diese Frage ist zu lang für das Modell</translation>
    </message>
    <message numerus="yes">
        <source>Next answer leaves out the first %n message(s)</source>
        <translation>
            <numerusform>Die nächste Antwort lässt die erste Nachricht weg</numerusform>
            <numerusform>Die nächste Antwort lässt die ersten %n Nachrichten weg</numerusform>
        </translation>
    </message>
    <message>
        <source>Only files of this computer can be attached.</source>
        <translation>Nur Dateien dieses Computers lassen sich anhängen.</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ConversationListModel</name>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Archive and bin</source>
        <translation>Archiv und Papierkorb</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ExchangeController</name>
    <message numerus="yes">
        <source>%Ln new conversation(s)</source>
        <translation>
            <numerusform>%Ln neues Gespräch</numerusform>
            <numerusform>%Ln neue Gespräche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s) with new messages</source>
        <translation>
            <numerusform>%Ln Gespräch mit neuen Nachrichten</numerusform>
            <numerusform>%Ln Gespräche mit neuen Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s) from the bin</source>
        <translation>
            <numerusform>%Ln Gespräch aus dem Papierkorb</numerusform>
            <numerusform>%Ln Gespräche aus dem Papierkorb</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already there</source>
        <translation>
            <numerusform>%Ln schon vorhanden</numerusform>
            <numerusform>%Ln schon vorhanden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln preset(s)</source>
        <translation>
            <numerusform>%Ln Vorlage</numerusform>
            <numerusform>%Ln Vorlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing in this file.</source>
        <translation>In dieser Datei ist nichts.</translation>
    </message>
    <message>
        <source>Lanternfish %1</source>
        <translation>Lanternfish %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s) exported to %1</source>
        <translation>
            <numerusform>%Ln Gespräch nach %1 exportiert</numerusform>
            <numerusform>%Ln Gespräche nach %1 exportiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Wait until the answer is written, or stop it.</source>
        <translation>Warten Sie, bis die Antwort fertig ist, oder halten Sie sie an.</translation>
    </message>
    <message>
        <source>Imported: %1</source>
        <translation>Importiert: %1</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation>Angehalten. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The export failed; nothing was written.</source>
        <translation>Der Export ist fehlgeschlagen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>This file can&apos;t be imported.</source>
        <translation>Diese Datei lässt sich nicht importieren.</translation>
    </message>
    <message>
        <source>The import failed; the history is as it was.</source>
        <translation>Der Import ist fehlgeschlagen; der Verlauf ist unverändert.</translation>
    </message>
    <message>
        <source>Nothing was imported. %1</source>
        <translation>Es wurde nichts importiert. %1</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::MessageBlockModel</name>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::SearchModel</name>
    <message>
        <source>%1: %2</source>
        <comment>conversation and what it says</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::StorageController</name>
    <message>
        <source>Backed up: %1</source>
        <translation>Gesichert: %1</translation>
    </message>
    <message>
        <source>Wait until the answer is written, or stop it.</source>
        <translation>Warten Sie, bis die Antwort fertig ist, oder halten Sie sie an.</translation>
    </message>
    <message>
        <source>The backup is in use. What was there before is kept as %1.</source>
        <translation>Die Sicherung ist in Gebrauch. Was vorher da war, bleibt als %1 erhalten.</translation>
    </message>
    <message>
        <source>The file is as small as it can be.</source>
        <translation>Die Datei ist so klein, wie sie sein kann.</translation>
    </message>
    <message>
        <source>What the history takes can&apos;t be told.</source>
        <translation>Wie viel Platz der Verlauf belegt, ließ sich nicht ermitteln.</translation>
    </message>
    <message>
        <source>No backup was made.</source>
        <translation>Es wurde keine Sicherung angelegt.</translation>
    </message>
    <message>
        <source>The file was not made smaller.</source>
        <translation>Die Datei wurde nicht verkleinert.</translation>
    </message>
    <message>
        <source>The backup was not restored.</source>
        <translation>Die Sicherung wurde nicht wiederhergestellt.</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::UsageController</name>
    <message>
        <source>Today %1 instead of %2</source>
        <translation>Heute %1 statt %2</translation>
    </message>
    <message>
        <source>What today&apos;s answers would have cost at the API of %1 with %2: %3 for a million tokens of input, %4 when cached, %5 for output, on %6.</source>
        <translation>Was die Antworten von heute über die API von %1 mit %2 gekostet hätten: %3 für eine Million Token Eingabe, %4 aus dem Cache, %5 für Ausgabe, Stand %6.</translation>
    </message>
    <message>
        <source>Electricity today: %1.</source>
        <translation>Strom heute: %1.</translation>
    </message>
    <message>
        <source>about %1 Wh, estimated at %2 W</source>
        <translation>etwa %1 Wh, geschätzt mit %2 W</translation>
    </message>
    <message>
        <source>about %1 Wh, at %2 W as you set it</source>
        <translation>etwa %1 Wh bei den eingestellten %2 W</translation>
    </message>
    <message>
        <source>Today %1 instead of less than %2</source>
        <translation>Heute %1 statt weniger als %2</translation>
    </message>
</context>
</TS>
