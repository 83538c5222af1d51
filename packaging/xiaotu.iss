; 校图的 Windows 安装程序(Inno Setup 6.3 或更新)。先运行 packaging\build.py,再:
;   iscc /DVersion=0.1.0 packaging\xiaotu.iss
; 只装给当前用户,不要管理员权限;不登记 .gpkg 的打开方式(它属于 QGIS 等程序)。
#ifndef Version
  #error Give the version: iscc /DVersion=0.1.0 packaging\xiaotu.iss
#endif
#ifndef BuildDir
  #define BuildDir "..\dist\xiaotu"
#endif

[Setup]
AppId={{3E0B7C52-6E0C-4B1B-9C37-2D3A5F7E9A41}
AppName=校图
AppVersion={#Version}
AppVerName=校图 {#Version}
AppPublisher=校图
VersionInfoDescription=校图 安装程序
DefaultDirName={autopf}\Xiaotu
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\LICENSE
SetupIconFile=..\resources\icons\xiaotu.ico
UninstallDisplayIcon={app}\xiaotuw.exe
OutputDir=..\dist
OutputBaseFilename=xiaotu-{#Version}-windows-x64
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ShowLanguageDialog=no
ChangesAssociations=no
CloseApplications=yes

[Languages]
Name: "zh"; MessagesFile: "compiler:Default.isl,zh_CN.isl"

[Tasks]
Name: "desktopicon"; Description: "在桌面上放一个图标"; Flags: unchecked

[Files]
Source: "{#BuildDir}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; an older version's libraries must not stay beside the new ones
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\校图"; Filename: "{app}\xiaotuw.exe"
Name: "{autodesktop}\校图"; Filename: "{app}\xiaotuw.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\xiaotuw.exe"; Description: "打开校图"; Flags: nowait postinstall skipifsilent
