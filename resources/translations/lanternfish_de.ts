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
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Answer after</source>
        <translation>Nächste Antwort</translation>
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
        <translation>Du</translation>
    </message>
    <message>
        <source>Lanternfish</source>
        <translation>Lanternfish</translation>
    </message>
</context>
<context>
    <name>ChatHeader</name>
    <message>
        <source>Conversations</source>
        <translation>Gespräche</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Demonstration model with 25 million parameters: shows that the app works, not an assistant to trust.</source>
        <translation>Demomodell mit 25 Millionen Parametern: zeigt, dass die App funktioniert, ist aber kein Assistent, auf den du dich verlassen kannst.</translation>
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
        <source>1 line</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 Zeilen</translation>
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
        <source>Show %1 more lines</source>
        <translation>%1 weitere Zeilen zeigen</translation>
    </message>
    <message>
        <source>Show fewer lines</source>
        <translation>Weniger Zeilen zeigen</translation>
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
        <translation>Nichts gefunden für „%1“. Versuch es mit weniger Buchstaben.</translation>
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
        <translation>Schreib schon die nächste Nachricht, während die Antwort kommt</translation>
    </message>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Frag einfach. Nichts verlässt diesen Computer.</translation>
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
        <translation>Keine</translation>
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
</context>
<context>
    <name>ConversationList</name>
    <message>
        <source>Search titles</source>
        <translation>Titel durchsuchen</translation>
    </message>
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
        <translation>Hier erscheinen deine Gespräche. Sie bleiben auf diesem Computer.</translation>
    </message>
    <message>
        <source>Nothing found for &apos;%1&apos;. Try fewer letters.</source>
        <translation>Nichts gefunden für „%1“. Versuch es mit weniger Buchstaben.</translation>
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
        <source>Rename</source>
        <translation>Umbenennen</translation>
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
        <translation>Für diesen Start gilt --backend %1, bis du hier etwas wählst. Ohne diese Option gilt deine Einstellung: %2.</translation>
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
        <source>%1 Everything up to here is saved, but nothing else could go on</source>
        <translation>%1 Alles bis hierher ist gespeichert, aber kein anderes Gerät konnte weitermachen</translation>
    </message>
    <message>
        <source>%1 Nothing is lost, and the answer goes on on the processor.</source>
        <translation>%1 Nichts ist verloren, die Antwort geht auf dem Prozessor weiter.</translation>
    </message>
    <message>
        <source>%1 Nothing is lost, and the answer goes on on %2.</source>
        <translation>%1 Nichts ist verloren, die Antwort geht auf %2 weiter.</translation>
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
    <name>EmptyState</name>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Frag einfach. Nichts verlässt diesen Computer.</translation>
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
        <source>The context is full: the conversation has %L1 tokens, and this model holds %L2. Everything up to here is saved. Start a new conversation to go on.</source>
        <translation>Der Kontext ist voll: Das Gespräch hat %L1 Token, dieses Modell fasst %L2. Alles bis hierher ist gespeichert. Beginn ein neues Gespräch, um weiterzumachen.</translation>
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
        <translation>%1 wird zum Tippen und Bewegen gebraucht. Nimm Strg oder Alt dazu oder eine Funktionstaste.</translation>
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
        <translation>Antworten kommen in der Sprache, in der du schreibst.</translation>
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
        <translation>Eingebaut, 25 Millionen Parameter. Es zeigt, dass die App funktioniert, und ist kein Assistent, auf den du dich verlassen kannst.</translation>
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
        <translation>Lanternfish liest DeepSeek V4-Flash aus GGUF-Dateien. Starte es mit dem Pfad der Datei:</translation>
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
        <source>Message before</source>
        <translation>Vorherige Nachricht</translation>
    </message>
    <message>
        <source>Message after</source>
        <translation>Nächste Nachricht</translation>
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
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Conversation deleted.</source>
        <translation>Gespräch gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>Neueste</translation>
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
        <translation>Nichts gefunden für „%1“. Versuch es mit weniger Buchstaben.</translation>
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
        <translation>Wähl Ändern und drück dann die neuen Tasten. Esc lässt alles, wie es ist; die Rücktaste entfernt die Tasten.</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message>
        <source>Table, %1 rows, %2 columns</source>
        <translation>Tabelle, %1 Zeilen, %2 Spalten</translation>
    </message>
</context>
<context>
    <name>ThinkingBlock</name>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
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
    <name>lanternfish::assistant::Assistant</name>
    <message>
        <source>The file is kept as it is. New conversations are kept in memory only, until this window is closed.</source>
        <translation>Die Datei bleibt, wie sie ist. Neue Gespräche bleiben nur im Speicher, bis du dieses Fenster schließt.</translation>
    </message>
    <message>
        <source>This conversation can&apos;t be shown. Nothing in the file was changed.</source>
        <translation>Dieses Gespräch lässt sich nicht anzeigen. In der Datei wurde nichts geändert.</translation>
    </message>
    <message>
        <source>The history failed: %1. %2</source>
        <translation>Der Verlauf ist fehlgeschlagen: %1. %2</translation>
    </message>
    <message>
        <source>What this window shows stays until it is closed, but what was written since may be missing afterwards.</source>
        <translation>Was dieses Fenster zeigt, bleibt bis zum Schließen. Was seitdem geschrieben wurde, kann danach fehlen.</translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ChatController</name>
    <message>
        <source>Loading model</source>
        <translation>Modell wird geladen</translation>
    </message>
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
</context>
<context>
    <name>lanternfish::ui::MessageBlockModel</name>
    <message>
        <source>Everything up to here is saved.</source>
        <translation>Alles bis hierher ist gespeichert.</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
</context>
</TS>
