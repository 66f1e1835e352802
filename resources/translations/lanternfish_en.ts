<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ChatExport</name>
    <message numerus="yes">
        <source>%n parts are not text and were left out</source>
        <translation>
            <numerusform>%n part is not text and was left out</numerusform>
            <numerusform>%n parts are not text and were left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %Ln more line(s)</source>
        <translation>
            <numerusform>Show %Ln more line</numerusform>
            <numerusform>Show %Ln more lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComposerFiles</name>
    <message numerus="yes">
        <source>And %n more</source>
        <translation>
            <numerusform>And %n more</numerusform>
            <numerusform>And %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationRow</name>
    <message numerus="yes">
        <source>%1, %n conversation(s)</source>
        <translation>
            <numerusform>%1, %n conversation</numerusform>
            <numerusform>%1, %n conversations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeviceText</name>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileReader</name>
    <message numerus="yes">
        <source>%n hidden file(s) or folder(s) left out</source>
        <translation>
            <numerusform>%n hidden file or folder left out</numerusform>
            <numerusform>%n hidden files or folders left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) left out</source>
        <translation>
            <numerusform>%n link left out</numerusform>
            <numerusform>%n links left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) without text left out</source>
        <translation>
            <numerusform>%n file without text left out</numerusform>
            <numerusform>%n files without text left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) left out: more than fit into one message</source>
        <translation>
            <numerusform>%n file left out: more than fit into one message</numerusform>
            <numerusform>%n files left out: more than fit into one message</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Jan</name>
    <message numerus="yes">
        <source>%n lines or files can&apos;t be read and were left out</source>
        <translation>
            <numerusform>%n line or file can&apos;t be read and was left out</numerusform>
            <numerusform>%n lines or files can&apos;t be read and were left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StorageSection</name>
    <message numerus="yes">
        <source>%n, the newest of %1. One is made each day that the app runs.</source>
        <translation>
            <numerusform>%n, of %1. One is made each day that the app runs.</numerusform>
            <numerusform>%n, the newest of %1. One is made each day that the app runs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln column(s)</source>
        <translation>
            <numerusform>%Ln column</numerusform>
            <numerusform>%Ln columns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ChatController</name>
    <message numerus="yes">
        <source>Waiting for %n answer(s)</source>
        <translation>
            <numerusform>Waiting for %n answer</numerusform>
            <numerusform>Waiting for %n answers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ComposerController</name>
    <message numerus="yes">
        <source>Next answer leaves out the first %n message(s)</source>
        <translation>
            <numerusform>Next answer leaves out the first message</numerusform>
            <numerusform>Next answer leaves out the first %n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanternfish::ui::ExchangeController</name>
    <message numerus="yes">
        <source>%Ln new conversation(s)</source>
        <translation>
            <numerusform>%Ln new conversation</numerusform>
            <numerusform>%Ln new conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s) with new messages</source>
        <translation>
            <numerusform>%Ln conversation with new messages</numerusform>
            <numerusform>%Ln conversations with new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s) from the bin</source>
        <translation>
            <numerusform>%Ln conversation from the bin</numerusform>
            <numerusform>%Ln conversations from the bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already there</source>
        <translation>
            <numerusform>%Ln already there</numerusform>
            <numerusform>%Ln already there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln preset(s)</source>
        <translation>
            <numerusform>%Ln preset</numerusform>
            <numerusform>%Ln presets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s) exported to %1</source>
        <translation>
            <numerusform>%Ln conversation exported to %1</numerusform>
            <numerusform>%Ln conversations exported to %1</numerusform>
        </translation>
    </message>
</context>
</TS>
